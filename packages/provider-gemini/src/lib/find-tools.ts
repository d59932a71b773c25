import { textAt } from './request-faults.ts';
import type { ToolIdentity } from './tool-names.ts';

/** How `tool_choice` names a tool. */
export interface ToolReference {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly namespace?: unknown;
}

/** Tools by kind and name, or all of a namespace; a name alone may be that of several. */
export function findTools(
  reference: ToolReference,
  param: string,
  tools: readonly ToolIdentity[],
): ToolIdentity[] {
  const { type, namespace } = reference;
  if (type === 'namespace') return tools.filter((tool) => tool.namespace === reference.name);
  if (type !== 'function' && type !== 'custom') return [];
  const name = textAt(reference.name, `${param}.name`);
  const named = tools.filter((tool) => tool.kind === type && tool.name === name);
  return named.filter((tool) => namespace == null || tool.namespace === namespace);
}
