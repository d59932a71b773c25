import type { ResponsesTool } from '@gw/schema';
import { objectsIn } from '../../objects-in.ts';
import type { DeepReadonly } from '../../payload.ts';
import { shortHashOf } from './short-hash.ts';

/** A tool as the client of the Responses api knows it. */
export interface ToolIdentity {
  readonly kind: 'function' | 'custom';
  readonly name: string;
  /** The namespace tool that it stands in. */
  readonly namespace?: string | undefined;
}

/** Chat has one flat list of functions: which name there is which tool here. */
export interface ToolNames {
  /** Also of a tool that only the history knows, since the request no longer has it. */
  toChat(name: string, namespace?: string | null): string;
  /** A name that no tool has is taken for a function of that name. */
  fromChat(chatName: string): ToolIdentity;
}

const maxNameLength = 64;

/** Every tool of the request gets a name of its own, the same one on every turn with these tools. */
export function createToolNames(
  tools: DeepReadonly<ResponsesTool[]> | null | undefined,
): ToolNames {
  const byTool = new Map<string, string>();
  const byChatName = new Map<string, ToolIdentity>();
  for (const tool of toolsIn(tools)) {
    const key = keyOf(tool.name, tool.namespace);
    if (byTool.has(key)) continue;
    const chatName = chatNameOf(tool.name, tool.namespace, byChatName);
    byTool.set(key, chatName);
    byChatName.set(chatName, tool);
  }
  return {
    toChat: (name, namespace) =>
      byTool.get(keyOf(name, namespace)) ?? chatNameOf(name, namespace, byChatName),
    fromChat: (chatName) => byChatName.get(chatName) ?? { kind: 'function', name: chatName },
  };
}

/**
 * The tools that a model can call, those of namespaces included. Tools outside of namespaces come
 * first: theirs are the names that must not change.
 */
export function toolsIn(tools: DeepReadonly<ResponsesTool[]> | null | undefined): ToolIdentity[] {
  const plain: ToolIdentity[] = [];
  const nested: ToolIdentity[] = [];
  for (const tool of objectsIn(tools)) {
    if (tool.type !== 'namespace') plain.push(...identityOf(tool));
    else for (const inner of objectsIn(tool.tools)) nested.push(...identityOf(inner, tool.name));
  }
  return [...plain, ...nested];
}

function identityOf(tool: DeepReadonly<ResponsesTool>, namespace?: string): ToolIdentity[] {
  if (tool.type !== 'function' && tool.type !== 'custom') return [];
  if (typeof tool.name !== 'string') return [];
  const { type: kind, name } = tool;
  return [namespace === undefined ? { kind, name } : { kind, name, namespace }];
}

function chatNameOf(
  name: string,
  namespace: string | null | undefined,
  taken: ReadonlyMap<string, unknown>,
): string {
  if (namespace == null) return name;
  const wanted = `${namespace}__${name}`;
  const legal = wanted.replaceAll(/[^a-zA-Z0-9_-]/g, '_');
  const isExact = legal === wanted && legal.length <= maxNameLength;
  if (isExact && !taken.has(legal)) return legal;
  for (let attempt = 0; ; attempt++) {
    const tail = `_${shortHashOf(`${keyOf(name, namespace)}${attempt}`)}`;
    const chatName = legal.slice(0, maxNameLength - tail.length) + tail;
    if (!taken.has(chatName)) return chatName;
  }
}

function keyOf(name: string, namespace: string | null | undefined): string {
  return JSON.stringify([namespace ?? null, name]);
}
