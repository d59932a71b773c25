import type { DeepReadonly } from '@gw/core';
import type { ChatRequest, ChatTool } from '@gw/schema';
import { refuse } from '../check-settings.ts';
import type { Conversation } from './read-conversation.ts';

/** A tool of the request, as far as the demo can use it. */
export interface OfferedTool {
  readonly kind: 'function' | 'custom';
  readonly name: string;
  /** Schema of a function's arguments. Default: it takes none. */
  readonly parameters?: unknown;
  /** Where it stands in the request, for errors: `tools[0]`. */
  readonly param: string;
}

const maxCalls = 16;

/**
 * The tools that must be called now. `auto` calls none: the demo answers in text unless it is told
 * to call. When it is, it calls the tool that the user named, else the first; all of them only where
 * `parallel_tool_calls: true` says so in as many words.
 * @throws {GatewayError} 400 for a choice that no tool of the request can meet.
 */
export function chooseTools(
  request: DeepReadonly<ChatRequest>,
  { said }: Conversation,
): readonly OfferedTool[] {
  const offered = readTools(request.tools ?? []);
  const allowed = allowedTools(request.tool_choice, offered);
  if (!allowed) return [];
  const [first] = allowed;
  if (!first) throw refuse('tool_choice', 'A tool must be called, but "tools" offers none.');
  if (request.parallel_tool_calls === true) return allowed.slice(0, maxCalls);
  return [allowed.find(({ name }) => said.includes(name)) ?? first];
}

/** The tools of which one must be called; `undefined` where none must. */
function allowedTools(
  choice: DeepReadonly<ChatRequest>['tool_choice'],
  offered: readonly OfferedTool[],
): readonly OfferedTool[] | undefined {
  if (!choice || choice === 'none' || choice === 'auto') return undefined;
  if (choice === 'required') return offered;
  const names = namesIn(choice);
  if (!names) throw refuse('tool_choice', 'The demo model does not know this tool choice.');
  const isAuto = 'allowed_tools' in choice && choice.allowed_tools.mode !== 'required';
  if (isAuto) return undefined;
  return names.map((name) => {
    const tool = offered.find((each) => each.name === name);
    if (!tool) throw refuse('tool_choice', `"tools" has no tool "${name}".`);
    return tool;
  });
}

/** The tools that a choice names; `undefined` for a choice in another shape. */
function namesIn(choice: object): string[] | undefined {
  const { allowed_tools: allowed } = choice as { allowed_tools?: { tools?: unknown } };
  const named: readonly unknown[] = Array.isArray(allowed?.tools) ? allowed.tools : [choice];
  const names = named.map(nameOf);
  return names.every((name) => name !== undefined) ? names : undefined;
}

interface LooseTool {
  readonly function?: { readonly name?: unknown; readonly parameters?: unknown } | null;
  readonly custom?: { readonly name?: unknown } | null;
}

function nameOf(tool: unknown): string | undefined {
  const { function: fn, custom } = (tool ?? {}) as LooseTool;
  const name = fn?.name ?? custom?.name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Tools of kinds that only other upstreams know are passed over: they cannot be called from here. */
export function readTools(tools: readonly DeepReadonly<ChatTool>[]): OfferedTool[] {
  return tools.flatMap((tool, position) => {
    const name = nameOf(tool);
    if (name === undefined) return [];
    const { function: fn } = tool as LooseTool;
    const kind = fn ? ('function' as const) : ('custom' as const);
    return [{ kind, name, parameters: fn?.parameters, param: `tools[${position}]` }];
  });
}
