import { GatewayError } from '@gw/core';
import type { InputTokens, ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import type { MessagesEvent } from './anthropic-api.ts';
import { collectOutput } from './collect-output.ts';
import { isMembers, type Members, objectsIn } from './members.ts';
import { openStream } from './open-stream.ts';

/**
 * A whole answer of the Messages API as a response, by the way of its stream, so that both say the same.
 * @param request the one that was converted.
 * @throws {GatewayError} `model_error` where nothing is left of what the model did.
 */
export function convertResponse(message: Members, request: Members): ResponseResource {
  return collectOutput(toDrafts(message, request)) as unknown as ResponseResource;
}

function toDrafts(message: Members, request: Members): ResponsesStreamEvent[] {
  const stream = openStream(request);
  return toEvents(message).flatMap((event) => stream.push(event));
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
