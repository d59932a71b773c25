import type { MessagesDeltaUsage, MessagesStopReason } from '@gw/schema';
import { estimateUsage } from '../../estimate.ts';
import { isMembers } from '../../responses/members.ts';
import type { EndedResponse } from '../read-responses/response-writer.ts';
import { type StreamState, tellEvent } from './stream-state.ts';
import { toMessagesUsage } from './stream-usage.ts';

/** Tells why it ended and what it cost. */
export function endMessage(state: StreamState, ended: EndedResponse): void {
  const { usage } = ended.response;
  tellEvent(state, {
    type: 'message_delta',
    delta: {
      stop_reason: stopReasonOf(state, ended),
      stop_sequence: null,
      stop_details: null,
      container: null,
    },
    usage: isMembers(usage) ? toMessagesUsage(usage) : estimatedUsage(state),
  });
  tellEvent(state, { type: 'message_stop' });
}

/** That the answer was cut off says more than that there are calls: the last one may be half. */
function stopReasonOf(
  { hasRefused }: StreamState,
  { response, isIncomplete, callCount }: EndedResponse,
): MessagesStopReason {
  if (hasRefused) return 'refusal';
  if (isIncomplete) {
    const { incomplete_details: details } = response;
    const isFiltered = isMembers(details) && details.reason === 'content_filter';
    return isFiltered ? 'refusal' : 'max_tokens';
  }
  return callCount > 0 ? 'tool_use' : 'end_turn';
}

/** A message always says it; what nobody told is counted in characters, and marked so. */
function estimatedUsage({ request, characters }: StreamState): MessagesDeltaUsage {
  const { inputTokens, outputTokens } = estimateUsage(request, characters);
  const usage = { input_tokens: inputTokens, output_tokens: outputTokens, estimated: true };
  return toMessagesUsage(usage);
}
