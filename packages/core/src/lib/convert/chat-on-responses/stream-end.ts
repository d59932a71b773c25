import type { ChatFinishReason } from '@gw/schema';
import { isMembers } from '../../responses/members.ts';
import { type StreamState, tell, updateTier } from './stream-state.ts';
import { toChatUsage } from './stream-usage.ts';

/** Tells why it ended, and then what it cost. Clients that did not ask for usage do not get it. */
export function endCompletion(state: StreamState): void {
  const { ended } = state;
  updateTier(state, ended.service_tier);
  tell(state, [{ index: 0, delta: {}, finish_reason: finishReasonOf(state) }]);
  const usage = toChatUsage(ended.usage);
  if (usage) tell(state, [], { usage });
}

/** That the answer was cut off says more than that there are calls: the last one may be half. */
function finishReasonOf({ ended, isIncomplete, callCount }: StreamState): ChatFinishReason {
  if (isIncomplete) {
    const details = isMembers(ended.incomplete_details) ? ended.incomplete_details : {};
    return details.reason === 'content_filter' ? 'content_filter' : 'length';
  }
  return callCount > 0 ? 'tool_calls' : 'stop';
}
