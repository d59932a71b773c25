import type { MessagesContentBlock, MessagesRequest, MessagesTool } from '@gw/schema';
import { lastSaid } from './messages-input.ts';
import { type SampleSchema, sampleFromSchema } from './sample-from-schema.ts';
import { stableId } from './stable-id.ts';

type ToolUse = Extract<MessagesContentBlock, { type: 'tool_use' }>;

/**
 * The calls a request makes the model make, with sample input. `any` calls all of the client's tools,
 * a named choice calls that one, and `auto` calls those whose name stands in the user's last words.
 * `disable_parallel_tool_use` leaves the first.
 */
export function planToolUses(request: MessagesRequest): ToolUse[] {
  const chosen = chooseTools(request);
  const called = callsOneAtMost(request) ? chosen.slice(0, 1) : chosen;
  return called.map(({ name, input_schema }, index) => ({
    type: 'tool_use',
    id: stableId('toolu_', [request.messages, name, index]),
    name,
    input: sampleFromSchema((input_schema ?? {}) as SampleSchema),
    caller: { type: 'direct' },
  }));
}

function chooseTools(request: MessagesRequest): MessagesTool[] {
  // Those of Anthropic's own have a date in their type; nobody calls them.
  const tools = (request.tools ?? []).filter(({ type }) => type == null || type === 'custom');
  const { tool_choice: choice } = request;
  switch (choice?.type) {
    case 'none':
      return [];
    case 'any':
      return tools;
    case 'tool':
      return tools.filter(({ name }) => name === choice.name);
    default:
      return namedByUser(tools, request);
  }
}

function callsOneAtMost({ tool_choice: choice }: MessagesRequest): boolean {
  return choice != null && choice.type !== 'none' && choice.disable_parallel_tool_use === true;
}

function namedByUser(tools: readonly MessagesTool[], request: MessagesRequest): MessagesTool[] {
  const { text, isFromTool } = lastSaid(request);
  return isFromTool ? [] : tools.filter(({ name }) => text.includes(name));
}
