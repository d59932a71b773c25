import { GatewayError, type ResponsesDraft } from '@gw/core';
import { collectDrafts, isMembers, type Members, objectsIn } from '@gw/provider-utils';
import type { InputTokens } from '@gw/schema';
import type { MessagesEvent } from './messages-event.ts';
import { openStream } from './open-stream.ts';

/** A response, and what of the answer is not in it. */
export interface ConvertedResponse {
  readonly response: ResponsesDraft;
  readonly warnings: readonly string[];
}

/**
 * A whole answer of the Messages API as a response, by the way of its stream, so that both say the same.
 * @param request the one that was converted.
 * @throws {GatewayError} `model_error` where nothing is left of what the model did.
 */
export function convertResponse(message: Members, request: Members): ConvertedResponse {
  const warnings: string[] = [];
  const stream = openStream(request, (warning) => void warnings.push(warning));
  const drafts = toEvents(message).flatMap((event) => stream.push(event));
  return { response: collectDrafts(drafts), warnings };
}

function toEvents(message: Members): MessagesEvent[] {
  const blocks = objectsIn(message.content).flatMap((content_block, index): MessagesEvent[] => [
    { type: 'content_block_start', index, content_block },
    { type: 'content_block_stop', index },
  ]);
  return [
    { type: 'message_start', message },
    ...blocks,
    { type: 'message_delta', delta: message },
    { type: 'message_stop' },
  ];
}

/** @throws {GatewayError} `upstream_invalid_response` for a count that is none. */
export function convertCount(body: unknown): InputTokens {
  const tokens = isMembers(body) ? body.input_tokens : undefined;
  if (typeof tokens === 'number') return { object: 'response.input_tokens', input_tokens: tokens };
  const message = 'The upstream answered without a number of tokens.';
  throw new GatewayError('upstream_invalid_response', message);
}
