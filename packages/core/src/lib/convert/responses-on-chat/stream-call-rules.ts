import type { ResponsesRequest } from '@gw/schema';
import { objectsIn } from '../../objects-in.ts';
import type { DeepReadonly } from '../../payload.ts';
import { isMembers, type Members } from '../../responses/members.ts';
import { isNamed, type ToolIdentity } from './tool-identity.ts';

/**
 * Why the request does not allow a call; `undefined` where it does. These are promises to the client
 * that chat cannot make or that models break.
 * @param callsBefore how many calls the response has already.
 */
export function whyForbidden(
  request: DeepReadonly<ResponsesRequest>,
  tool: ToolIdentity,
  callsBefore: number,
): string | undefined {
  const hasTools = objectsIn(request.tools).length > 0;
  if (request.parallel_tool_calls === false && hasTools && callsBefore > 0) {
    return '"parallel_tool_calls" is false';
  }
  return whyNotChosen(request.tool_choice, tool);
}

function whyNotChosen(
  choice: DeepReadonly<ResponsesRequest>['tool_choice'],
  tool: ToolIdentity,
): string | undefined {
  if (choice === 'none') return '"tool_choice" is "none"';
  if (!isMembers(choice)) return undefined;
  if (choice.type !== 'allowed_tools') {
    return isNamed(choice, tool) ? undefined : '"tool_choice" names another tool';
  }
  if (choice.mode === 'none') return 'the mode of "tool_choice" is "none"';
  const isAllowed = objectsIn(choice.tools as Members[]).some((entry) => isNamed(entry, tool));
  return isAllowed ? undefined : 'it is not among the "allowed_tools"';
}
