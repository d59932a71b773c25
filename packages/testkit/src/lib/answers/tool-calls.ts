import type {
  ChatAllowedToolsChoice,
  ChatFunctionDefinition,
  ChatFunctionToolCall,
  ChatRequest,
} from '@gw/schema';
import { messageText } from './message-text.ts';
import { type SampleSchema, sampleFromSchema } from './sample-from-schema.ts';
import { stableId } from './stable-id.ts';

/**
 * The functions a request makes the model call, with sample arguments. `required` calls all that
 * are offered (or allowed), a named choice calls that one, and `auto` calls those whose name stands
 * in the last message if the user wrote it. `parallel_tool_calls: false` leaves the first.
 */
export function planToolCalls(request: ChatRequest): ChatFunctionToolCall[] {
  const chosen = chooseFunctions(request);
  const called = request.parallel_tool_calls === false ? chosen.slice(0, 1) : chosen;
  return called.map(({ name, parameters }, index) => {
    const sample = sampleFromSchema((parameters ?? {}) as SampleSchema);
    return {
      id: stableId('call_', [request.messages, name, index]),
      type: 'function',
      function: { name, arguments: JSON.stringify(sample) },
    };
  });
}

function chooseFunctions(request: ChatRequest): ChatFunctionDefinition[] {
  const functions = (request.tools ?? []).flatMap((tool) =>
    tool.type === 'function' ? tool.function : [],
  );
  const choice = request.tool_choice ?? 'auto';
  if (choice === 'none') return [];
  if (choice === 'required') return functions;
  // An unknown word is left to the model too.
  if (typeof choice === 'string') return namedByUser(functions, request);
  if (choice.type === 'function') {
    return functions.filter(({ name }) => name === choice.function.name);
  }
  return choice.type === 'custom' ? [] : chooseAllowed(functions, choice, request);
}

function chooseAllowed(
  functions: readonly ChatFunctionDefinition[],
  { allowed_tools: { mode, tools } }: ChatAllowedToolsChoice,
  request: ChatRequest,
): ChatFunctionDefinition[] {
  const names = new Set(tools.map((tool) => (tool.function as { name?: unknown })?.name));
  const allowed = functions.filter(({ name }) => names.has(name));
  return mode === 'required' ? allowed : namedByUser(allowed, request);
}

function namedByUser(
  functions: readonly ChatFunctionDefinition[],
  { messages }: ChatRequest,
): ChatFunctionDefinition[] {
  const last = messages.at(-1);
  if (last?.role !== 'user') return [];
  const text = messageText(last);
  return functions.filter(({ name }) => text.includes(name));
}
