import { UpstreamError } from '@gw/core';
import type { ConfiguredProvider } from '../config/create-providers.ts';
import { isBuiltIn, isReady } from '../config/provider-schema.ts';

/** What a provider offers, as far as it told in time. */
export interface OfferedModels {
  readonly provider: string;
  readonly names: readonly string[];
  /** Why there are no names. Default: there are, or it offers none. */
  readonly problem?: string;
}

/** The start must not wait for an upstream that does not answer. */
const timeoutMs = 1_500;

/** Asks all providers at once. Never rejects. */
export function listModels(providers: readonly ConfiguredProvider[]): Promise<OfferedModels[]> {
  return Promise.all(providers.map(listOf));
}

async function listOf({ provider, settings }: ConfiguredProvider): Promise<OfferedModels> {
  const { id } = provider;
  if (!provider.listModels)
    return { provider: id, names: [], problem: 'it does not list its models' };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const models = await Promise.race([provider.listModels({ signal }), rejectOn(signal)]);
    return { provider: id, names: models.map((model) => model.id) };
  } catch (error) {
    return { provider: id, names: [], problem: problemOf(error, signal) + hint(error, settings) };
  }
}

/** A provider made by somebody else may not listen to its signal. */
function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function problemOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return `no list of models within ${timeoutMs} ms`;
  return `no list of models: ${error instanceof Error ? error.message : String(error)}`;
}

/** Of all that can be wrong with a local server's address, this is what mostly is. */
function hint(error: unknown, settings: ConfiguredProvider['settings']): string {
  const isNotFound = error instanceof UpstreamError && error.upstreamStatus === 404;
  if (!isNotFound || isReady(settings) || !isBuiltIn(settings)) return '';
  // Ollama's own API has no version in its paths.
  if (settings.type === 'demo' || settings.type === 'ollama' || !settings.baseUrl) return '';
  const { pathname } = new URL(settings.baseUrl);
  return /\/v\d+\w*\/*$/.test(pathname) ? '' : ' (does its base URL lack /v1?)';
}
