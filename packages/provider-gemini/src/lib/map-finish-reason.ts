import { GatewayError } from '@gw/core';

/** How an answer ended. */
export type Ending =
  | { readonly status: 'completed' }
  | { readonly status: 'incomplete'; readonly reason: string };

/**
 * - done: `STOP`
 * - cut off: `MAX_TOKENS`, `CONTINUATION`
 * - filtered: whatever Google withholds, also for quoting its sources
 * - the model's own failure, worth another try: what it wrote cannot be read
 * - everything else ended early, for a reason that is told as it came
 * @throws {GatewayError} `upstream_invalid_response`, which may be tried again, or `model_error`.
 * @see https://ai.google.dev/api/generate-content#FinishReason
 */
export function mapFinishReason(reason: string): Ending {
  if (reason === 'STOP' || reason === 'FINISH_REASON_UNSPECIFIED') return { status: 'completed' };
  if (cutOff.has(reason)) return { status: 'incomplete', reason: 'max_output_tokens' };
  if (filtered.has(reason)) return { status: 'incomplete', reason: 'content_filter' };
  if (unreadable.has(reason)) {
    const message = `The model wrote something that cannot be read (${reason}).`;
    throw new GatewayError('upstream_invalid_response', message);
  }
  if (failed.has(reason)) {
    throw new GatewayError('model_error', `The model stopped without an answer (${reason}).`);
  }
  return { status: 'incomplete', reason: reason.toLowerCase() };
}

const cutOff = new Set(['MAX_TOKENS', 'CONTINUATION']);

const filtered = new Set([
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MODEL_ARMOR',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
]);

const unreadable = new Set([
  'MALFORMED_FUNCTION_CALL',
  'MALFORMED_RESPONSE',
  'UNEXPECTED_TOOL_CALL',
]);

const failed = new Set(['TOO_MANY_TOOL_CALLS', 'MISSING_THOUGHT_SIGNATURE', 'NO_IMAGE']);
