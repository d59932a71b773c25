import type { DeepReadonly } from '@gw/core';
import { hashOf, type ToolIdentity, toolsIn } from '@gw/provider-utils';
import type { ResponsesTool } from '@gw/schema';

/** Gemini has one flat list of functions: which name there is which tool here. */
export interface ToolNames {
  readonly tools: readonly ToolIdentity[];
  /** Also of a tool that only the history knows, since the request no longer has it. */
  toGemini(name: string, namespace?: string | null): string;
  /** A name that no tool has is taken for a function of that name. */
  fromGemini(geminiName: string): ToolIdentity;
}

const maxNameLength = 64;

/** Every tool of the request gets a name of its own, the same one on every turn with these tools. */
export function createToolNames(
  tools: DeepReadonly<ResponsesTool[]> | null | undefined,
): ToolNames {
  const known = toolsIn(tools);
  const byTool = new Map<string, string>();
  const byGeminiName = new Map<string, ToolIdentity>();
  for (const tool of known) {
    const key = keyOf(tool.name, tool.namespace);
    if (byTool.has(key)) continue;
    const geminiName = geminiNameOf(tool.name, tool.namespace, byGeminiName);
    byTool.set(key, geminiName);
    byGeminiName.set(geminiName, tool);
  }
  return {
    tools: known,
    toGemini: (name, namespace) =>
      byTool.get(keyOf(name, namespace)) ?? geminiNameOf(name, namespace, byGeminiName),
    fromGemini: (name) => byGeminiName.get(name) ?? { kind: 'function', name },
  };
}

/**
 * Names begin with a letter or an underscore there.
 * @see https://ai.google.dev/api/caching#FunctionDeclaration
 */
function geminiNameOf(
  name: string,
  namespace: string | null | undefined,
  taken: ReadonlyMap<string, unknown>,
): string {
  const wanted = namespace == null ? name : `${namespace}__${name}`;
  const legal = wanted.replaceAll(/[^a-zA-Z0-9_-]/g, '_').replace(/^(?![a-zA-Z_])/, '_');
  if (legal === wanted && legal.length <= maxNameLength && !taken.has(legal)) return legal;
  for (let attempt = 0; ; attempt++) {
    const tail = `_${hashOf(`${keyOf(name, namespace)}${attempt}`)}`;
    const geminiName = legal.slice(0, maxNameLength - tail.length) + tail;
    if (!taken.has(geminiName)) return geminiName;
  }
}

function keyOf(name: string, namespace: string | null | undefined): string {
  return JSON.stringify([namespace ?? null, name]);
}
