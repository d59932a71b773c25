import { createId } from '@gw/core';
import { isMembers, type Members, membersOf, type ToolIdentity, textOf } from '@gw/provider-utils';
import type { ResponsesItemStatus, ResponsesOutputItem } from '@gw/schema';
import { isAllowed } from './call-rules.ts';
import {
  beginItem,
  inItem,
  type OpenBlock,
  type OpenItem,
  type StreamState,
  tell,
} from './stream-state.ts';

/** A call, unless the request forbids it. */
export function openCall(state: StreamState, block: Members): OpenBlock {
  const tool = state.names.fromWire(textOf(block.name));
  if (!isAllowed(state.request, tool, state.calls)) {
    state.dropped++;
    state.warn(`A call of "${tool.name}" was left out: the request does not allow it.`);
    return { add: () => {} };
  }
  state.calls++;
  return tool.kind === 'custom'
    ? openCustomCall(state, block, tool)
    : openFunctionCall(state, block, tool);
}

function openFunctionCall(state: StreamState, block: Members, tool: ToolIdentity): OpenBlock {
  let isEmpty = true;
  const type = 'response.function_call_arguments.delta';
  const addText = (item: OpenItem, delta: string) => {
    if (delta === '') return;
    isEmpty = false;
    tell(state, { type, ...inItem(item), delta });
  };
  const item = beginCall(state, block, tool, (status) => {
    // Whole answers have the input at once, and a call without parameters has none at all.
    if (isEmpty && (hasInput(block) || status === 'completed')) addText(item, inputText(block));
  });
  return { item, add: (delta) => addText(item, jsonIn(delta)) };
}

/** The text of a custom tool is wrapped in JSON, so it is told when that is whole. */
function openCustomCall(state: StreamState, block: Members, tool: ToolIdentity): OpenBlock {
  let json = '';
  const type = 'response.custom_tool_call_input.delta';
  const item = beginCall(state, block, tool, () => {
    const delta = unwrapInput(json || (hasInput(block) ? inputText(block) : ''));
    if (delta !== '') tell(state, { type, ...inItem(item), delta });
  });
  return {
    item,
    add(delta) {
      json += jsonIn(delta);
    },
  };
}

function beginCall(
  state: StreamState,
  block: Members,
  tool: ToolIdentity,
  tellRest: (status: ResponsesItemStatus) => void,
): OpenItem {
  return beginItem(state, toItem(block, tool), (status) => {
    tellRest(status);
    return {};
  });
}

function toItem(block: Members, { kind, name, namespace }: ToolIdentity): ResponsesOutputItem {
  const call_id = textOf(block.id) || createId('call');
  const space = namespace === undefined ? {} : { namespace };
  const shared = { call_id, name, ...space, status: 'in_progress' as const };
  return kind === 'custom'
    ? { type: 'custom_tool_call', id: createId('ctc'), ...shared, input: '' }
    : { type: 'function_call', id: createId('fc'), ...shared, arguments: '' };
}

function jsonIn(delta: Members): string {
  return delta.type === 'input_json_delta' ? textOf(delta.partial_json) : '';
}

/** In a stream the input is empty until its deltas come. */
function hasInput({ input }: Members): boolean {
  return Object.keys(membersOf(input)).length > 0;
}

function inputText({ input }: Members): string {
  return JSON.stringify(membersOf(input));
}

function unwrapInput(json: string): string {
  try {
    const parsed: unknown = JSON.parse(json);
    return isMembers(parsed) && typeof parsed.input === 'string' ? parsed.input : json;
  } catch {
    return json;
  }
}
