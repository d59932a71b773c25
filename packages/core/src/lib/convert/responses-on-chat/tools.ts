import type {
  ChatFunctionTool,
  ResponsesCustomTool,
  ResponsesFunctionTool,
  ResponsesTool,
} from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { objectsAt, type Placed, textAt, unsupported } from '../request-faults.ts';
import type { ToolNames } from './tool-names.ts';

type Tool = DeepReadonly<ResponsesTool>;
type ChatTool = DeepReadonly<ChatFunctionTool>;

/** In chat every tool is a function: many servers know nothing else. */
export function convertTools(
  tools: readonly Tool[] | null | undefined,
  names: ToolNames,
): ChatTool[] {
  return objectsAt<Tool>(tools ?? [], 'tools').flatMap((tool) => convertTool(tool, names));
}

function convertTool({ value, param }: Placed<Tool>, names: ToolNames): ChatTool[] {
  if (value.type !== 'namespace') return [toChatTool({ value, param }, names)];
  const tools = objectsAt<Tool>(value.tools, `${param}.tools`);
  return tools.map((tool) => toChatTool(tool, names, value));
}

function toChatTool(
  { value, param }: Placed<Tool>,
  names: ToolNames,
  namespace?: Extract<Tool, { type: 'namespace' }>,
): ChatTool {
  const isKnown = value.type === 'function' || value.type === 'custom';
  if (!isKnown) throw unsupported(`${param}.type`, `it has no tools of type "${value.type}".`);
  const name = names.toWire(textAt(value.name, `${param}.name`), namespace?.name);
  const own = value.type === 'function' ? functionMembers(value) : customMembers(value);
  const description = joinTexts([namespace?.description, own.description]);
  return { type: 'function', function: { name, ...own, ...present({ description }) } };
}

type FunctionMembers = Omit<ChatTool['function'], 'name'>;

function functionMembers(tool: DeepReadonly<ResponsesFunctionTool>): FunctionMembers {
  const { description, parameters, strict } = tool;
  return present({ description, parameters, strict });
}

/** The input of a custom tool is free text: as a function it has one parameter, that text. */
function customMembers(tool: DeepReadonly<ResponsesCustomTool>): FunctionMembers {
  return present({
    description: joinTexts([tool.description, describeFormat(tool.format)]),
    parameters: {
      type: 'object',
      properties: { input: { type: 'string' } },
      required: ['input'],
      additionalProperties: false,
    },
  });
}

function describeFormat(format: DeepReadonly<ResponsesCustomTool>['format']): string | undefined {
  if (format?.type !== 'grammar') return undefined;
  return `The input must match this ${format.syntax} grammar:\n${format.definition}`;
}

function joinTexts(texts: readonly (string | null | undefined)[]): string | undefined {
  return texts.filter(Boolean).join('\n\n') || undefined;
}
