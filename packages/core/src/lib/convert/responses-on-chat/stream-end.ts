import type { ResponseResource, ResponsesItemStatus } from '@gw/schema';
import { GatewayError } from '../../errors.ts';
import { lookUpTable } from '../../responses/members.ts';
import { beginWaitingCalls, closeCall } from './stream-calls.ts';
import { closeMessage } from './stream-message.ts';
import { closeReasoning } from './stream-reasoning.ts';
import { type OpenItem, type StreamState, tell } from './stream-state.ts';

/**
 * Tells how the response ended, behind everything that it has.
 * @throws {GatewayError} `model_error` where nothing is left of what the model did.
 */
export function endResponse(state: StreamState): void {
  beginWaitingCalls(state);
  if (state.itemCount === 0 && state.calls.dropped > 0) {
    const message = 'The model answered with nothing but tool calls that had to be left out.';
    throw new GatewayError('model_error', message);
  }
  const reason = incompleteReasons[state.finishReason ?? ''];
  const status = reason === undefined ? 'completed' : 'incomplete';
  closeItems(state, status);
  const { head, usage } = state;
  const details = reason === undefined ? {} : { incomplete_details: { reason } };
  const response = { status, ...details, ...(usage && { usage }), ...head } as ResponseResource;
  tell(state, { type: `response.${status}`, response });
}

/** Why chat stops in the middle; whatever else it says means that it was done. */
const incompleteReasons = lookUpTable<string>({
  length: 'max_output_tokens',
  content_filter: 'content_filter',
});

interface Closing {
  readonly item: OpenItem;
  close(status: ResponsesItemStatus): void;
}

/** Only the last item of an incomplete response was cut off. */
function closeItems(state: StreamState, status: ResponsesItemStatus): void {
  const open = openItems(state).sort((a, b) => a.item.outputIndex - b.item.outputIndex);
  for (const { item, close } of open) {
    close(item.outputIndex === state.itemCount - 1 ? status : 'completed');
  }
}

function openItems(state: StreamState): Closing[] {
  const { message, reasoning, calls } = state;
  const closings: Closing[] = [];
  if (message)
    closings.push({ item: message.item, close: (status) => closeMessage(state, status) });
  if (reasoning.item) {
    closings.push({ item: reasoning.item, close: (status) => closeReasoning(state, status) });
  }
  for (const [call, open] of calls.open) {
    if (!open) continue;
    closings.push({ item: open.item, close: (status) => closeCall(state, open, call, status) });
  }
  return closings;
}
