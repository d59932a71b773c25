import type { ResponsesDraft } from '@gw/core';
import { collectDrafts } from '@gw/provider-utils';
import { openStream } from './open-stream.ts';
import type { AnswerContext } from './stream-state.ts';

/** A response, and what of the answer is not in it. */
export interface ConvertedResponse {
  readonly response: ResponsesDraft;
  readonly warnings: readonly string[];
}

/**
 * A whole answer as a response, by the way of its stream, so that both tell the same items.
 * @throws {GatewayError} as {@link openStream} does.
 */
export function convertResponse(answer: unknown, context: AnswerContext): ConvertedResponse {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const stream = openStream({ ...context, warn });
  const events = [...stream.push(answer), ...stream.end()];
  return { response: collectDrafts(events), warnings };
}
