import {
  isMembers,
  type Members,
  objectsAt,
  type Placed,
  present,
  type ToolNames,
  textAt,
  textOf,
  unsupported,
} from '@gw/provider-utils';
import type { MessagesTool } from '@gw/schema';
import { cacheMarkOf } from './cache-control.ts';
import { convertSchema } from './convert-schema.ts';

/** To Anthropic every tool of the client is one with a schema; its own server tools pass as they are. */
export function convertTools(tools: unknown, names: ToolNames): MessagesTool[] {
  return objectsAt(tools ?? [], 'tools').flatMap((tool) => convertTool(tool, names));
}

function convertTool({ value, param }: Placed, names: ToolNames): MessagesTool[] {
  switch (value.type) {
    case 'function':
    case 'custom':
      return [toTool({ value, param }, names)];
    case 'namespace':
      return objectsAt(value.tools, `${param}.tools`).map((tool) => toTool(tool, names, value));
    default:
      if (isServerTool(value)) return [value as unknown as MessagesTool];
      throw unknownTool({ value, param });
  }
}

/** Their types end in a date: `web_search_20250305`. */
function isServerTool({ type }: Members): boolean {
  return /^[a-z_]+_\d{8}$/.test(textOf(type));
}

function unknownTool({ value, param }: Placed): Error {
  return unsupported(`${param}.type`, `it has no tools of type "${value.type}".`);
}

function toTool({ value, param }: Placed, names: ToolNames, namespace?: Members): MessagesTool {
  if (value.type !== 'function' && value.type !== 'custom') throw unknownTool({ value, param });
  const own = value.type === 'function' ? functionMembers(value) : customMembers(value);
  const description = joinTexts([namespace?.description, own.description]);
  return {
    name: names.toWire(textAt(value.name, `${param}.name`), namespace?.name),
    ...own,
    ...present({ description }),
    ...cacheMarkOf(value),
  };
}

type OwnMembers = Omit<MessagesTool, 'name'>;

/** A strict tool is held to its schema, as far as Anthropic can; others see theirs as it came. */
function functionMembers(tool: Members): OwnMembers {
  const {
    type: _,
    name: __,
    description,
    parameters,
    strict,
    cache_control: ___,
    ...others
  } = tool;
  const schema = { type: 'object', ...(isMembers(parameters) ? parameters : { properties: {} }) };
  return {
    ...present(others),
    ...present({ description: textOf(description) || undefined }),
    input_schema: strict === true ? convertSchema(schema) : schema,
    ...(strict === true && { strict: true }),
  };
}

/** The input of a custom tool is free text: as a schema, one member that is that text. */
function customMembers({ description, format }: Members): OwnMembers {
  return {
    ...present({ description: joinTexts([description, describeFormat(format)]) }),
    input_schema: {
      type: 'object',
      properties: { input: { type: 'string' } },
      required: ['input'],
      additionalProperties: false,
    },
  };
}

function describeFormat(format: unknown): string | undefined {
  if (!isMembers(format) || format.type !== 'grammar') return undefined;
  return `The input must match this ${format.syntax} grammar:\n${format.definition}`;
}

function joinTexts(texts: readonly unknown[]): string | undefined {
  return texts.map(textOf).filter(Boolean).join('\n\n') || undefined;
}
