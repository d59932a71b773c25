import {
  findTools,
  invalidValue,
  isMembers,
  type Members,
  objectsAt,
  type ToolIdentity,
  type ToolNames,
  unsupported,
} from '@gw/provider-utils';
import type { MessagesToolChoice } from '@gw/schema';
import type { ModelTraits } from './model-traits.ts';

/**
 * Which tools the model calls. Anthropic knows no `allowed_tools`: all stay in the request, for the
 * sake of the prompt's cache, and calls of the others are dropped from the answer.
 * @param hasTools without any, Anthropic refuses a choice.
 * @throws {GatewayError} `unsupported_parameter` where a model decides by itself.
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use
 */
export function convertToolChoice(
  { tool_choice: choice, parallel_tool_calls }: Members,
  hasTools: boolean,
  names: ToolNames,
  traits: ModelTraits,
): MessagesToolChoice | undefined {
  const converted = choice == null ? undefined : toChoice(choice, names);
  if (isForced(converted)) {
    if (!hasTools) throw invalidValue('tool_choice', 'the request has no tools.');
    if (!traits.takesForcedTools) {
      throw unsupported('tool_choice', 'it decides by itself whether it calls a tool. Use auto.');
    }
  }
  if (!hasTools) return undefined;
  if (parallel_tool_calls !== false || converted?.type === 'none') return converted;
  return { ...(converted ?? { type: 'auto' }), disable_parallel_tool_use: true };
}

/** Whether a call is demanded. */
export function isForced(choice: unknown): boolean {
  return isMembers(choice) && (choice.type === 'any' || choice.type === 'tool');
}

function toChoice(choice: unknown, names: ToolNames): MessagesToolChoice {
  if (!isMembers(choice)) return toMode(choice, 'tool_choice');
  switch (choice.type) {
    case 'function':
    case 'custom': {
      const [tool] = findTools(choice, 'tool_choice', names.tools);
      if (tool) return toNamed(tool, names);
      throw invalidValue('tool_choice.name', `the request has no ${choice.type} of this name.`);
    }
    case 'allowed_tools':
      return toAllowed(choice, names);
    // Anthropic's own, which a target's overrides may have.
    case 'auto':
    case 'any':
    case 'tool':
    case 'none':
      return choice as MessagesToolChoice;
    default:
      throw unsupported('tool_choice.type', `it has no choice of type "${choice.type}".`);
  }
}

const modes = { none: 'none', auto: 'auto', required: 'any' } as const;

function toMode(mode: unknown, param: string): MessagesToolChoice {
  if (mode === 'none' || mode === 'auto' || mode === 'required') return { type: modes[mode] };
  throw invalidValue(param, 'expected none, auto or required.');
}

function toAllowed(choice: Members, names: ToolNames): MessagesToolChoice {
  const allowed = objectsAt(choice.tools, 'tool_choice.tools').flatMap(({ value, param }) => {
    const found = findTools(value, param, names.tools);
    if (found.length === 0) throw invalidValue(param, 'the request has no such tool.');
    return found;
  });
  const [first, second] = allowed;
  if (!first) throw invalidValue('tool_choice.tools', 'it must not be empty.');
  const mode = choice.mode ?? 'auto';
  if (mode === 'required' && !second) return toNamed(first, names);
  return toMode(mode, 'tool_choice.mode');
}

function toNamed({ name, namespace }: ToolIdentity, names: ToolNames): MessagesToolChoice {
  return { type: 'tool', name: names.toWire(name, namespace) };
}
