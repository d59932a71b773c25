import type { ChatToolCallDelta } from '@gw/schema';
import { type Members, textOf } from '../../responses/members.ts';
import { itemOf, type StreamState, type ToldItem, tellDelta } from './stream-state.ts';
import { addTold, completeTold, restartTold } from './stream-told.ts';

/** How the two kinds of calls are spelled in both apis. */
const kinds = {
  function_call: { type: 'function', field: 'arguments' },
  custom_tool_call: { type: 'custom', field: 'input' },
} as const;

type CallType = keyof typeof kinds;

/** Whether an item is a call that chat can tell. */
export function isCallType(type: string): type is CallType {
  return Object.hasOwn(kinds, type);
}

/** A call begins; its arguments follow. */
export function beginCall(state: StreamState, item: ToldItem, call: Members, type: CallType): void {
  if (item.callIndex !== undefined) return;
  item.callIndex = state.callCount++;
  const id = textOf(call.call_id) || state.context.createId('call');
  const kind = kinds[type];
  const body = { name: textOf(call.name), [kind.field]: '' };
  tellCall(state, { index: item.callIndex, id, type: kind.type, [kind.type]: body });
}

function tellCall(state: StreamState, call: ChatToolCallDelta): void {
  tellDelta(state, { tool_calls: [call] });
}

/** A delta of a call. One that nothing has begun is told where it is whole, with its name. */
export function addInput(type: CallType) {
  return (state: StreamState, event: Members): void => {
    const item = itemOf(state, event);
    if (item.callIndex === undefined) return;
    const delta = textOf(event.delta);
    addTold(item.input, delta);
    tellInput(state, item, type, delta);
  };
}

function tellInput(state: StreamState, item: ToldItem, type: CallType, text: string): void {
  if (text === '' || item.callIndex === undefined) return;
  const kind = kinds[type];
  tellCall(state, { index: item.callIndex, [kind.type]: { [kind.field]: text } });
}

/** `response.function_call_arguments.done`, `response.custom_tool_call_input.done` */
export function completeInput(type: CallType) {
  return (state: StreamState, event: Members): void => {
    const item = itemOf(state, event);
    if (item.callIndex === undefined) return;
    restartTold(item.input);
    tellInput(state, item, type, completeTold(item.input, textOf(event[kinds[type].field])));
  };
}

/** The call is whole: tells what no event has told. */
export function completeCall(
  state: StreamState,
  item: ToldItem,
  call: Members,
  type: CallType,
): void {
  beginCall(state, item, call, type);
  restartTold(item.input);
  tellInput(state, item, type, completeTold(item.input, textOf(call[kinds[type].field])));
}
