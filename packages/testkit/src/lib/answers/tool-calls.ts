import { type ChatRequest, type ChatTool, messageText } from './chat-request.ts';
import { sampleFromSchema } from './sample-from-schema.ts';
import { stableId } from './stable-id.ts';

export interface ToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

/**
 * The functions a request makes the model call, with sample arguments.
 * `required` calls all that are offered, a named choice calls that one, and `auto` calls those
 * whose name stands in the last message if the user wrote it. `parallel_tool_calls: false` leaves
 * the first.
 */
export function planToolCalls(request: ChatRequest): ToolCall[] {
  const chosen = chooseTools(request);
  const called = request.parallel_tool_calls === false ? chosen.slice(0, 1) : chosen;
  return called.map(({ name, parameters }, index) => ({
    id: stableId('call_', [request.messages, name, index]),
    type: 'function',
    function: { name, arguments: JSON.stringify(sampleFromSchema(parameters ?? {})) },
  }));
}

function chooseTools({ tools, tool_choice, messages }: ChatRequest): NamedFunction[] {
  const functions = (tools ?? []).flatMap((tool) => tool.function ?? []);
  if (tool_choice === 'none') return [];
  if (tool_choice === 'required') return functions;
  if (typeof tool_choice === 'object' && tool_choice !== null) {
    return functions.filter(({ name }) => name === tool_choice.function?.name);
  }
  const last = messages.at(-1);
  if (last?.role !== 'user') return [];
  const text = messageText(last);
  return functions.filter(({ name }) => text.includes(name));
}

type NamedFunction = NonNullable<ChatTool['function']>;
