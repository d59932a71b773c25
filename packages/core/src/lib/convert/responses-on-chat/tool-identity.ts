import { objectsIn } from '../../objects-in.ts';
import type { Members } from '../../responses/members.ts';
import { textAt } from '../request-faults.ts';

/** A tool of a Responses request that a model can call, as the client knows it. */
export interface ToolIdentity {
  readonly kind: 'function' | 'custom';
  readonly name: string;
  /** The namespace tool that it stands in. */
  readonly namespace?: string | undefined;
}

/** How `tool_choice` names tools. */
export interface ToolReference {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly namespace?: unknown;
}

/**
 * The tools that a model can call, those of namespaces included. Tools outside of namespaces come
 * first: theirs are the names that must not change.
 * @param tools of the request, whatever was sent.
 */
export function toolsIn(tools: unknown): ToolIdentity[] {
  const plain: ToolIdentity[] = [];
  const nested: ToolIdentity[] = [];
  for (const tool of objectsIn(tools as Members[])) {
    if (tool.type === 'namespace') {
      const inside = objectsIn(tool.tools as Members[]);
      nested.push(...inside.flatMap((inner) => identityOf(inner, tool.name)));
    } else plain.push(...identityOf(tool));
  }
  return [...plain, ...nested];
}

function identityOf({ type: kind, name }: Members, namespace?: unknown): ToolIdentity[] {
  if ((kind !== 'function' && kind !== 'custom') || typeof name !== 'string') return [];
  return [typeof namespace === 'string' ? { kind, name, namespace } : { kind, name }];
}

/**
 * Tools by kind and name, or all of a namespace; a name alone may be that of several.
 * @param param where the reference stands, for errors.
 * @throws {GatewayError} for a reference without a name.
 */
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

/** Whether a reference means this tool. A namespace stands for all the tools in it. */
export function isNamed(reference: ToolReference, { name, namespace }: ToolIdentity): boolean {
  if (reference.type === 'namespace') return reference.name === namespace;
  const isSameSpace = reference.namespace == null || reference.namespace === namespace;
  return reference.name === name && isSameSpace;
}
