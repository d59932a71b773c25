import type { DeepReadonly } from '@gw/core';
import type { ResponsesRequest } from '@gw/schema';
import { isMembers, type Members, membersIn } from './members.ts';
import type { ToolIdentity } from './tool-names.ts';

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
  const isAllowed = membersIn(choice.tools).some((entry) => isNamed(entry, tool));
  return isAllowed ? undefined : 'it is not among the "allowed_tools"';
}

/** A namespace stands for all the tools in it; a name alone for every tool that has it. */
function isNamed(entry: Members, { name, namespace }: ToolIdentity): boolean {
  if (entry.type === 'namespace') return entry.name === namespace;
  const isSameSpace = entry.namespace == null || entry.namespace === namespace;
  return entry.name === name && isSameSpace;
}
