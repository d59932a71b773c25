import { hashOf } from '../../hash.ts';
import { type ToolIdentity, toolsIn } from './tool-identity.ts';

/** A wire that has one flat list of functions: which name there is which tool here. */
export interface ToolNames {
  /** The tools that a model can call, those outside of namespaces first. */
  readonly tools: readonly ToolIdentity[];
  /** Also of a tool that only the history knows, since the request no longer has it. */
  toWire(name: string, namespace?: unknown): string;
  /** A name that no tool has is taken for a function of that name. */
  fromWire(wireName: string): ToolIdentity;
}

const maxNameLength = 64;

/**
 * Every tool of a Responses request gets a name of its own, the same one on every turn with these tools.
 * @param tools of the request, whatever was sent.
 * @param toLegal makes any name one that the upstream takes, but for its length. Default: tools outside
 *   of namespaces keep theirs whatever it looks like, the others get letters, digits, `_` and `-`.
 */
export function createToolNames(tools: unknown, toLegal?: (name: string) => string): ToolNames {
  const known = toolsIn(tools);
  const byTool = new Map<string, string>();
  const byWireName = new Map<string, ToolIdentity>();
  for (const tool of known) {
    const key = keyOf(tool.name, tool.namespace);
    if (byTool.has(key)) continue;
    const wireName = wireNameOf(tool.name, tool.namespace, byWireName, toLegal);
    byTool.set(key, wireName);
    byWireName.set(wireName, tool);
  }
  return {
    tools: known,
    toWire: (name, namespace) =>
      byTool.get(keyOf(name, namespace)) ?? wireNameOf(name, namespace, byWireName, toLegal),
    fromWire: (wireName) => byWireName.get(wireName) ?? { kind: 'function', name: wireName },
  };
}

function wireNameOf(
  name: string,
  namespace: unknown,
  taken: ReadonlyMap<string, unknown>,
  toLegal?: (name: string) => string,
): string {
  const isPlain = typeof namespace !== 'string';
  if (isPlain && !toLegal) return name;
  const wanted = isPlain ? name : `${namespace}__${name}`;
  const legal = (toLegal ?? toCommon)(wanted);
  const isExact = legal === wanted && legal.length <= maxNameLength;
  if (isExact && !taken.has(legal)) return legal;
  for (let attempt = 0; ; attempt++) {
    const tail = `_${hashOf(`${keyOf(name, namespace)}${attempt}`)}`;
    const wireName = legal.slice(0, maxNameLength - tail.length) + tail;
    if (!taken.has(wireName)) return wireName;
  }
}

/** What everybody takes. */
function toCommon(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_-]/g, '_');
}

function keyOf(name: string, namespace: unknown): string {
  return JSON.stringify([typeof namespace === 'string' ? namespace : null, name]);
}
