import { type Members, textOf } from '../../responses/members.ts';
import type { Reading } from './reading.ts';
import type { CallType, ReadItem } from './response-writer.ts';
import { addTold, completeTold, restartTold } from './told-text.ts';

/** Where a call has what it is called with. */
const fields = { function_call: 'arguments', custom_tool_call: 'input' } as const;

/** A call begins; what it is called with follows. */
export function beginCall(reading: Reading, item: ReadItem, call: Members, type: CallType): void {
  if (item.callIndex !== undefined) return;
  item.callIndex = reading.callCount++;
  reading.hasTold = true;
  const named = { callId: textOf(call.call_id), name: textOf(call.name) };
  reading.writer.beginCall(item, { type, index: item.callIndex, ...named });
}

/** A delta of a call. One that nothing has begun is told where it is whole, with its name. */
export function addInput(type: CallType) {
  return (reading: Reading, event: Members): void => {
    const item = reading.book.of(event);
    if (item.callIndex === undefined) return;
    const delta = textOf(event.delta);
    addTold(item.input, delta);
    if (delta !== '') reading.writer.input(item, type, delta);
  };
}

/** `response.function_call_arguments.done`, `response.custom_tool_call_input.done` */
export function completeInput(type: CallType) {
  return (reading: Reading, event: Members): void => {
    const item = reading.book.of(event);
    if (item.callIndex !== undefined) tellRest(reading, item, event, type);
  };
}

/** The call is whole: tells what no event has told. */
export function completeCall(
  reading: Reading,
  item: ReadItem,
  call: Members,
  type: CallType,
): void {
  beginCall(reading, item, call, type);
  tellRest(reading, item, call, type);
}

function tellRest(reading: Reading, item: ReadItem, whole: Members, type: CallType): void {
  restartTold(item.input);
  const rest = completeTold(item.input, textOf(whole[fields[type]]));
  if (rest !== '') reading.writer.input(item, type, rest);
}
