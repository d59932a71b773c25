import type { ChatToolChoice, ResponsesAllowedToolsChoice, ResponsesRequest } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { invalidValue, objectsAt, unsupported } from '../request-faults.ts';
import { findTools, type ToolIdentity, type ToolReference } from './tool-identity.ts';
import type { ToolNames } from './tool-names.ts';

type Choice = Exclude<DeepReadonly<ChatToolChoice>, { type: 'allowed_tools' | 'custom' }>;

/**
 * Chat servers other than OpenAI's know no `allowed_tools`. All tools stay in the request, for the
 * sake of the prompt's cache; calls of the others are dropped from the answer.
 */
export function convertToolChoice(
  request: DeepReadonly<ResponsesRequest>,
  names: ToolNames,
): Choice | undefined {
  const { tool_choice: choice } = request;
  const { tools } = names;
  if (choice == null) return undefined;
  if (typeof choice === 'string') return toMode(choice, 'tool_choice', tools);
  switch (choice.type) {
    case 'function':
    case 'custom': {
      const [tool] = findTools(choice, 'tool_choice', tools);
      if (tool) return toNamedChoice(tool, names);
      throw invalidValue('tool_choice.name', `the request has no ${choice.type} of this name.`);
    }
    case 'allowed_tools':
      return toAllowedChoice(choice, names, tools);
    default:
      throw unsupported('tool_choice', 'it has no hosted tools.');
  }
}

function toAllowedChoice(
  choice: DeepReadonly<ResponsesAllowedToolsChoice>,
  names: ToolNames,
  tools: readonly ToolIdentity[],
): Choice | undefined {
  const allowed = findAllowed(choice, tools);
  const [first] = allowed;
  if (!first) throw invalidValue('tool_choice.tools', 'it must not be empty.');
  const mode = toMode(choice.mode ?? 'auto', 'tool_choice.mode', tools);
  return mode === 'required' && allowed.length === 1 ? toNamedChoice(first, names) : mode;
}

/** @throws {GatewayError} `invalid_value` for a tool that the request does not have. */
function findAllowed(
  choice: DeepReadonly<ResponsesAllowedToolsChoice>,
  tools: readonly ToolIdentity[],
): ToolIdentity[] {
  return objectsAt<ToolReference>(choice.tools, 'tool_choice.tools').flatMap(({ value, param }) => {
    const found = findTools(value, param, tools);
    if (found.length === 0) throw invalidValue(param, 'the request has no such tool.');
    return found;
  });
}

function toMode(mode: string, param: string, tools: readonly unknown[]): Choice | undefined {
  if (mode !== 'none' && mode !== 'auto' && mode !== 'required') {
    throw invalidValue(param, 'expected none, auto or required.');
  }
  if (tools.length > 0) return mode;
  if (mode === 'required') throw invalidValue(param, 'the request has no tools.');
  // Without tools the others say nothing, and servers refuse the member.
  return undefined;
}

function toNamedChoice({ name, namespace }: ToolIdentity, names: ToolNames): Choice {
  return { type: 'function', function: { name: names.toWire(name, namespace) } };
}
