import type {
  ChatCustomTool,
  ChatFunctionDefinition,
  ChatRequest,
  ChatTool,
  ResponsesCustomTool,
  ResponsesFunctionTool,
} from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { objectsAt, textAt, unsupported } from '../request-faults.ts';

type Tool = DeepReadonly<ResponsesFunctionTool | ResponsesCustomTool>;

/** Tools, and functions from before there were tools. */
export function convertTools(request: DeepReadonly<ChatRequest>): Tool[] {
  const tools = objectsAt<DeepReadonly<ChatTool>>(request.tools ?? [], 'tools');
  const functions = objectsAt<FunctionDefinition>(request.functions ?? [], 'functions');
  return [
    ...tools.map(({ value, param }) => toTool(value, param)),
    ...functions.map(({ value, param }) => toFunction(value, param)),
  ];
}

type FunctionDefinition = DeepReadonly<ChatFunctionDefinition>;

function toTool(tool: DeepReadonly<ChatTool>, param: string): Tool {
  switch (tool.type) {
    case 'function':
      return toFunction(tool.function, `${param}.function`);
    case 'custom':
      return toCustom(tool.custom, `${param}.custom`);
    default: {
      const { type } = tool as { type?: unknown };
      throw unsupported(`${param}.type`, `it has no tools of type "${type}".`);
    }
  }
}

/**
 * The two apis have opposite defaults: OpenAI holds functions strictly to their schema unless told
 * not to, and its own clients always name both members.
 */
function toFunction(definition: FunctionDefinition | undefined, param: string): Tool {
  const { name, description, parameters, strict } = definition ?? {};
  return {
    type: 'function',
    name: textAt(name, `${param}.name`),
    ...present({ description }),
    parameters: parameters ?? null,
    strict: strict ?? false,
  };
}

function toCustom(
  definition: DeepReadonly<ChatCustomTool['custom']> | undefined,
  param: string,
): Tool {
  const { name, description, format } = definition ?? {};
  return {
    type: 'custom',
    name: textAt(name, `${param}.name`),
    ...present({ description, format: toFormat(format) }),
  };
}

function toFormat(
  format: DeepReadonly<ChatCustomTool['custom']['format']>,
): DeepReadonly<ResponsesCustomTool['format']> {
  return format?.type === 'grammar' ? { type: 'grammar', ...format.grammar } : format;
}
