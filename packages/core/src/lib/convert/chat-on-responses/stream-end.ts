import type { ChatFinishReason } from '@gw/schema';
import { isMembers } from '../../responses/members.ts';
import type { EndedResponse } from '../read-responses/response-writer.ts';
import { type StreamState, tell, updateTier } from './stream-state.ts';
import { toChatUsage } from './stream-usage.ts';

/** Tells why it ended, and then what it cost. Clients that did not ask for usage do not get it. */
export function endCompletion(state: StreamState, ended: EndedResponse): void {
  const { response } = ended;
  updateTier(state, response.service_tier);
  tell(state, [{ index: 0, delta: {}, finish_reason: finishReasonOf(ended) }]);
  const usage = toChatUsage(response.usage);
  if (usage) tell(state, [], { usage });
}

/** That the answer was cut off says more than that there are calls: the last one may be half. */
function finishReasonOf({ response, isIncomplete, callCount }: EndedResponse): ChatFinishReason {
  if (isIncomplete) {
    const details = isMembers(response.incomplete_details) ? response.incomplete_details : {};
    return details.reason === 'content_filter' ? 'content_filter' : 'length';
  }
  return callCount > 0 ? 'tool_calls' : 'stop';
}
