import { GatewayError } from '@gw/core';
import { isAboutLoading } from './map-done-reason.ts';

/**
 * The failure in an answer that ends with nothing but news of loading: the model has not been asked
 * yet, and may be asked again.
 */
export function onlyLoaded(provider: string, reason: unknown, hasContent: boolean) {
  if (hasContent || !isAboutLoading(reason)) return undefined;
  const message = `The upstream "${provider}" answered only that it did "${reason}" the model.`;
  return new GatewayError('upstream_incomplete', message);
}

/** The failure of an upstream that sends JSON which is no answer. */
export function noAnswer(provider: string): GatewayError {
  const message = `The upstream "${provider}" sent JSON that is no answer of Ollama's API.`;
  return new GatewayError('upstream_invalid_response', message);
}

/** The failure of an answer that stops before its end. */
export function notDone(provider: string): GatewayError {
  const message = `The upstream "${provider}" ended its answer before it was done.`;
  return new GatewayError('upstream_incomplete', message);
}
