import type { DeepReadonly } from '@gw/core';
import {
  findTools,
  invalidValue,
  objectsAt,
  type ToolIdentity,
  type ToolNames,
  type ToolReference,
  unsupported,
} from '@gw/provider-utils';
import type { ResponsesRequest } from '@gw/schema';
import type { FunctionCallingConfig } from './gemini-api.ts';

type Choice = DeepReadonly<ResponsesRequest>['tool_choice'];

/**
 * Which functions Gemini may call. `VALIDATED` is its way to choose between text and some of the
 * functions, so that `allowed_tools` holds exactly, with all tools in the prompt.
 * @see https://ai.google.dev/gemini-api/docs/function-calling#function_calling_modes
 */
export function convertToolChoice(
  choice: Choice,
  names: ToolNames,
): FunctionCallingConfig | undefined {
  if (choice == null) return undefined;
  if (typeof choice === 'string') return toMode(choice, 'tool_choice', names.tools);
  switch (choice.type) {
    case 'function':
    case 'custom': {
      const found = findTools(choice, 'tool_choice', names.tools);
      if (found.length > 0) return { mode: 'ANY', allowedFunctionNames: toNames(found, names) };
      throw invalidValue('tool_choice.name', `the request has no ${choice.type} of this name.`);
    }
    case 'allowed_tools':
      return toAllowed(choice, names);
    default:
      throw unsupported('tool_choice', 'it can be held to functions only.');
  }
}

const modes = { none: 'NONE', auto: 'AUTO', required: 'ANY' } as const;

function toMode(
  choice: string,
  param: string,
  tools: readonly unknown[],
): FunctionCallingConfig | undefined {
  if (!Object.hasOwn(modes, choice)) {
    throw invalidValue(param, 'expected none, auto or required.');
  }
  if (tools.length > 0) return { mode: modes[choice as keyof typeof modes] };
  if (choice === 'required') throw invalidValue(param, 'the request has no tools.');
  return undefined;
}

function toAllowed(
  choice: { readonly tools?: unknown; readonly mode?: string | null | undefined },
  names: ToolNames,
): FunctionCallingConfig | undefined {
  const config = toMode(choice.mode ?? 'auto', 'tool_choice.mode', names.tools);
  const allowed = objectsAt<ToolReference>(choice.tools, 'tool_choice.tools').flatMap(
    ({ value, param }) => {
      const found = findTools(value, param, names.tools);
      if (found.length === 0) throw invalidValue(param, 'the request has no such tool.');
      return found;
    },
  );
  if (allowed.length === 0) throw invalidValue('tool_choice.tools', 'it must not be empty.');
  if (!config || config.mode === 'NONE') return config;
  const mode = config.mode === 'ANY' ? 'ANY' : 'VALIDATED';
  return { mode, allowedFunctionNames: toNames(allowed, names) };
}

function toNames(tools: readonly ToolIdentity[], names: ToolNames): string[] {
  return [...new Set(tools.map(({ name, namespace }) => names.toWire(name, namespace)))];
}
