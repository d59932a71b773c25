import { isMembers, type Members, objectsIn } from './members.ts';

/** A tool as the client knows it. */
export interface ToolIdentity {
  readonly kind: 'function' | 'custom';
  readonly name: string;
  /** The namespace tool that it stands in. */
  readonly namespace?: string | undefined;
}

/** Anthropic has one flat list of tools: which name there is which tool here. */
export interface ToolNames {
  /** Also of a tool that only the history knows, since the request no longer has it. */
  toWire(name: string, namespace?: unknown): string;
  /** A name that no tool has is taken for a function of that name. */
  fromWire(wireName: string): ToolIdentity;
}

const maxNameLength = 64;

/** Every tool of the request gets a name of its own, the same one on every turn with these tools. */
export function createToolNames(tools: unknown): ToolNames {
  const byTool = new Map<string, string>();
  const byWireName = new Map<string, ToolIdentity>();
  for (const tool of toolsIn(tools)) {
    const key = keyOf(tool.name, tool.namespace);
    if (byTool.has(key)) continue;
    const wireName = wireNameOf(tool.name, tool.namespace, byWireName);
    byTool.set(key, wireName);
    byWireName.set(wireName, tool);
  }
  return {
    toWire: (name, namespace) =>
      byTool.get(keyOf(name, namespace)) ?? wireNameOf(name, namespace, byWireName),
    fromWire: (wireName) => byWireName.get(wireName) ?? { kind: 'function', name: wireName },
  };
}

/**
 * The tools that a model can call, those of namespaces included. Tools outside of namespaces come
 * first: theirs are the names that must not change.
 */
export function toolsIn(tools: unknown): ToolIdentity[] {
  const all = objectsIn(tools);
  const plain = all.flatMap((tool) => identityOf(tool));
  const nested = all.flatMap((tool) =>
    tool.type === 'namespace'
      ? objectsIn(tool.tools).flatMap((inner) => identityOf(inner, tool))
      : [],
  );
  return [...plain, ...nested];
}

function identityOf(tool: Members, namespace?: Members): ToolIdentity[] {
  const { type: kind, name } = tool;
  if ((kind !== 'function' && kind !== 'custom') || typeof name !== 'string') return [];
  return [
    isMembers(namespace) ? { kind, name, namespace: String(namespace.name) } : { kind, name },
  ];
}

function wireNameOf(name: string, namespace: unknown, taken: ReadonlyMap<string, unknown>): string {
  if (namespace == null) return name;
  const wanted = `${namespace}__${name}`;
  const legal = wanted.replaceAll(/[^a-zA-Z0-9_-]/g, '_');
  const isExact = legal === wanted && legal.length <= maxNameLength;
  if (isExact && !taken.has(legal)) return legal;
  for (let attempt = 0; ; attempt++) {
    const tail = `_${hashOf(`${keyOf(name, namespace)}${attempt}`)}`;
    const wireName = legal.slice(0, maxNameLength - tail.length) + tail;
    if (!taken.has(wireName)) return wireName;
  }
}

function keyOf(name: string, namespace: unknown): string {
  return JSON.stringify([namespace ?? null, name]);
}

/**
 * An id that Anthropic takes for a call. Other providers' ids may have characters that it refuses; a
 * changed one gets a tail, so that two do not become the same.
 */
export function toToolUseId(callId: string): string {
  if (/^[a-zA-Z0-9_-]+$/.test(callId)) return callId;
  return `${callId.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}_${hashOf(callId)}`;
}

/** FNV-1a in 32 bits: short, and the same wherever and whenever it is computed. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}
