import { hashOf, type ToolIdentity, toolsIn } from '@gw/provider-utils';

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
