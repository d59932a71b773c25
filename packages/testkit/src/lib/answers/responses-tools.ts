import type {
  ResponsesAllowedToolsChoice,
  ResponsesCustomTool,
  ResponsesFunctionTool,
  ResponsesOutputItem,
  ResponsesRequest,
} from '@gw/schema';
import { inputItems, itemText } from './responses-input.ts';
import { type SampleSchema, sampleFromSchema } from './sample-from-schema.ts';
import { stableId } from './stable-id.ts';

type Callable = ResponsesFunctionTool | ResponsesCustomTool;

/**
 * The calls a request makes the model make, with sample arguments. `required` calls all functions
 * and custom tools that are offered (or allowed), a named choice calls that one, and `auto` calls
 * those whose name stands in the last item if the user wrote it. `parallel_tool_calls: false`
 * leaves the first.
 */
export function planCalls(request: ResponsesRequest): ResponsesOutputItem[] {
  const chosen = chooseTools(request);
  const called = request.parallel_tool_calls === false ? chosen.slice(0, 1) : chosen;
  return called.map((tool, index) => callOf(tool, [request.input, tool.name, index]));
}

function callOf(tool: Callable, seed: unknown): ResponsesOutputItem {
  const common = {
    call_id: stableId('call_', seed),
    name: tool.name,
    status: 'completed',
  } as const;
  if (tool.type === 'custom') {
    const id = stableId('ctc_', seed);
    return { id, type: 'custom_tool_call', ...common, input: `Input for ${tool.name}.` };
  }
  const sample = sampleFromSchema((tool.parameters ?? {}) as SampleSchema);
  const id = stableId('fc_', seed);
  return { id, type: 'function_call', ...common, arguments: JSON.stringify(sample) };
}

function chooseTools(request: ResponsesRequest): Callable[] {
  const tools = (request.tools ?? []).filter(
    (tool): tool is Callable => tool.type === 'function' || tool.type === 'custom',
  );
  const choice = request.tool_choice ?? 'auto';
  if (choice === 'none') return [];
  if (choice === 'required') return tools;
  // An unknown word is left to the model too.
  if (typeof choice === 'string') return namedByUser(tools, request);
  if (choice.type === 'allowed_tools') return chooseAllowed(tools, choice, request);
  return tools.filter(({ type, name }) => type === choice.type && name === choice.name);
}

function chooseAllowed(
  tools: readonly Callable[],
  { mode, tools: allowed }: ResponsesAllowedToolsChoice,
  request: ResponsesRequest,
): Callable[] {
  const names = new Set(allowed.map(({ name }) => name));
  const chosen = tools.filter(({ name }) => names.has(name));
  if (mode === 'none') return [];
  return mode === 'required' ? chosen : namedByUser(chosen, request);
}

function namedByUser(tools: readonly Callable[], request: ResponsesRequest): Callable[] {
  const last = inputItems(request).at(-1);
  if (last?.role !== 'user') return [];
  const text = itemText(last);
  return tools.filter(({ name }) => text.includes(name));
}
