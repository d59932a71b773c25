import { isMembers, isNamed, type Members, objectsIn, type ToolIdentity } from '@gw/provider-utils';

/**
 * Whether the request allows a call. These are promises to the client that Anthropic does not know, or
 * that a model may break.
 * @param callsBefore how many calls the response has already.
 */
export function isAllowed(request: Members, tool: ToolIdentity, callsBefore: number): boolean {
  if (request.parallel_tool_calls === false && callsBefore > 0) return false;
  return isChosen(request.tool_choice, tool);
}

function isChosen(choice: unknown, tool: ToolIdentity): boolean {
  if (choice === 'none') return false;
  if (!isMembers(choice)) return true;
  switch (choice.type) {
    case 'function':
    case 'custom':
      return isNamed(choice, tool);
    case 'allowed_tools':
      if (choice.mode === 'none') return false;
      return objectsIn(choice.tools).some((entry) => isNamed(entry, tool));
    default:
      return true;
  }
}
