import type { DeepReadonly } from '@gw/core';
import type { ChatRequest } from '@gw/schema';
import { sampleFromSchema } from '../schema/sample-from-schema.ts';
import { quote } from '../words.ts';
import { readTools } from './choose-tools.ts';
import type { Conversation, ToolResult } from './read-conversation.ts';

const label = 'This is the built-in demo model of gw: it understands nothing and only repeats.';

/**
 * What the demo says: who it is, and what it got. Where a format is asked for, JSON of that format.
 * @throws {GatewayError} 400 for a schema that the demo cannot meet.
 */
export function composeText(
  request: DeepReadonly<ChatRequest>,
  conversation: Conversation,
): string {
  const format = request.response_format;
  if (format?.type === 'json_schema') {
    const param = 'response_format.json_schema.schema';
    return JSON.stringify(sampleFromSchema(format.json_schema?.schema ?? {}, { param }));
  }
  if (format?.type === 'json_object') {
    return JSON.stringify({ note: label, you_wrote: quote(conversation.said) });
  }
  return [label, ...whatCame(conversation), ...whatItCouldCall(request)].join(' ');
}

function whatCame({ said, attachments, toolResults }: Conversation): string[] {
  if (toolResults.length > 0) return toolResults.map(acknowledge);
  const counted = attachments.map(([kind, count]) => `${count} ${count > 1 ? plural(kind) : kind}`);
  const came = counted.length > 0 ? [`With it came ${counted.join(' and ')}, not looked at.`] : [];
  return [`You wrote: ${quote(said)}`, ...came];
}

function acknowledge({ tool, text }: ToolResult): string {
  return `The tool ${tool.slice(0, 64)} returned: ${quote(text)}`;
}

function plural(kind: string): string {
  return kind.replace(/^\w+/, '$&s');
}

const maxNamedTools = 5;

/** Tells somebody who tries tools for the first time how to see a call. */
function whatItCouldCall({ tools, tool_choice: choice }: DeepReadonly<ChatRequest>): string[] {
  if (!tools || choice === 'none') return [];
  const names = readTools(tools).map(({ name }) => name.slice(0, 64));
  if (names.length === 0) return [];
  const named = names.slice(0, maxNamedTools).join(', ');
  return [`It would call a tool (${named}) if tool_choice were "required".`];
}
