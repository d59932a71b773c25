import type { DeepReadonly } from '@gw/core';
import { isMembers, isNamed, objectsIn, type ToolIdentity } from '@gw/provider-utils';
import type { ResponsesRequest } from '@gw/schema';

/**
 * Why the request does not allow a call; `undefined` where it does. Gemini has no word for one call
 * at a time, and models break the others.
 * @param callsBefore how many calls the response has already.
 */
export function whyForbidden(
  request: DeepReadonly<ResponsesRequest>,
  tool: ToolIdentity,
  callsBefore: number,
): string | undefined {
  if (request.parallel_tool_calls === false && callsBefore > 0) {
    return '"parallel_tool_calls" is false';
  }
  const { tool_choice: choice } = request;
  if (choice === 'none') return '"tool_choice" is "none"';
  if (!isMembers(choice)) return undefined;
  if (choice.type !== 'allowed_tools') {
    return isNamed(choice, tool) ? undefined : '"tool_choice" names another tool';
  }
  if (choice.mode === 'none') return 'the mode of "tool_choice" is "none"';
  const isAllowed = objectsIn(choice.tools).some((entry) => isNamed(entry, tool));
  return isAllowed ? undefined : 'it is not among the "allowed_tools"';
}
