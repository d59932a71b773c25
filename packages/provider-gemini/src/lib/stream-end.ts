import { GatewayError } from '@gw/core';
import type { ResponseResource } from '@gw/schema';
import { type Ending, mapFinishReason } from './map-finish-reason.ts';
import { closeMessage } from './stream-message.ts';
import { closeReasoning } from './stream-reasoning.ts';
import { type StreamState, tell } from './stream-state.ts';

/**
 * Tells how the response ended, behind everything that it has.
 * @throws {GatewayError} `upstream_incomplete` where the upstream has not said that it is done,
 *   `model_error` where nothing is left of what the model did.
 */
export function endResponse(state: StreamState): void {
  const ending = endingOf(state);
  if (state.itemCount === 0 && state.droppedCalls > 0 && ending.status === 'completed') {
    const message = 'The model answered with nothing but tool calls that had to be left out.';
    throw new GatewayError('model_error', message);
  }
  closeItems(state, ending);
  const { head, usage } = state;
  const details = ending.status === 'incomplete' && {
    incomplete_details: { reason: ending.reason },
  };
  const response = { status: ending.status, ...details, ...(usage && { usage }), ...head };
  tell(state, { type: `response.${ending.status}`, response: response as ResponseResource });
}

/** A prompt that Google does not pass on has an empty answer that was filtered. */
function endingOf({ finishReason, blockReason }: StreamState): Ending {
  if (finishReason !== undefined) return mapFinishReason(finishReason);
  if (blockReason !== undefined) return { status: 'incomplete', reason: 'content_filter' };
  const message = "The upstream's answer ended without a finish reason.";
  throw new GatewayError('upstream_incomplete', message);
}

/**
 * What was cut off is the last item, so nothing may follow it: the signature of half a text, or of
 * nothing, is not worth one.
 */
function closeItems(state: StreamState, { status }: Ending): void {
  const wasThinking = !state.message && state.reasoning !== undefined;
  closeMessage(state, status);
  if (status === 'completed' || wasThinking) closeReasoning(state, status);
}
