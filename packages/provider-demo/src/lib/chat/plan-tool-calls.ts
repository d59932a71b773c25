import type { ChatToolCall } from '@gw/schema';
import { sampleFromSchema } from '../schema/sample-from-schema.ts';
import type { OfferedTool } from './choose-tools.ts';

/**
 * The calls of an answer, their ids still to be given, with the least arguments that each tool's schema accepts.
 * @throws {GatewayError} 400 for a schema that the demo cannot meet.
 */
export function planToolCalls(tools: readonly OfferedTool[]): ChatToolCall[] {
  return tools.map((tool) => {
    const { kind, name } = tool;
    return kind === 'custom'
      ? { id: '', type: 'custom', custom: { name, input: 'demo' } }
      : { id: '', type: 'function', function: { name, arguments: argumentsFor(tool) } };
  });
}

function argumentsFor({ parameters, param }: OfferedTool): string {
  const schema = { type: 'object', ...(parameters as object | undefined) };
  return JSON.stringify(sampleFromSchema(schema, { param: `${param}.function.parameters` }));
}
