import type { ChatRequest, ResponsesToolChoice } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { objectsAt, textAt, unsupported } from '../request-faults.ts';

type Request = DeepReadonly<ChatRequest>;
type Choice = DeepReadonly<ResponsesToolChoice>;

/** Which tools the model calls, also as it was asked for before there were tools. */
export function convertToolChoice({
  tool_choice: choice,
  function_call,
}: Request): Choice | undefined {
  if (choice == null) return toNamedFunction(function_call);
  if (typeof choice === 'string') return choice;
  switch (choice.type) {
    case 'function':
    case 'custom':
      return toNamedTool(choice, 'tool_choice');
    case 'allowed_tools': {
      const { mode, tools } = choice.allowed_tools ?? {};
      const allowed = objectsAt<NamedTool>(tools, 'tool_choice.allowed_tools.tools');
      const named = allowed.map(({ value, param }) => ({ ...toNamedTool(value, param) }));
      return { type: 'allowed_tools', ...(mode && { mode }), tools: named };
    }
    default:
      throw unsupported('tool_choice', 'expected a function, a custom tool or allowed tools.');
  }
}

function toNamedFunction(call: Request['function_call']): Choice | undefined {
  if (call == null) return undefined;
  if (typeof call === 'string') return call;
  return { type: 'function', name: textAt(call.name, 'function_call.name') };
}

interface NamedTool {
  readonly type?: unknown;
  readonly function?: { readonly name?: unknown };
  readonly custom?: { readonly name?: unknown };
}

function toNamedTool(tool: NamedTool, param: string): Extract<Choice, { name: string }> {
  const { type } = tool;
  if (type !== 'function' && type !== 'custom') {
    throw unsupported(`${param}.type`, `it has no tools of type "${type}".`);
  }
  return { type, name: textAt(tool[type]?.name, `${param}.${type}.name`) };
}
