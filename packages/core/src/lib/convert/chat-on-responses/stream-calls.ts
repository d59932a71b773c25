import type { ChatToolCallDelta } from '@gw/schema';
import type { BegunCall, CallType, ReadItem } from '../read-responses/response-writer.ts';
import { type StreamState, tellDelta } from './stream-state.ts';

/** How chat spells the two kinds of calls. */
const kinds = {
  function_call: { type: 'function', field: 'arguments' },
  custom_tool_call: { type: 'custom', field: 'input' },
} as const;

/** A call begins; what it is called with follows. */
export function tellCall(state: StreamState, { type, index, callId, name }: BegunCall): void {
  const kind = kinds[type];
  const id = callId || state.context.createId('call');
  tellPiece(state, { index, id, type: kind.type, [kind.type]: { name, [kind.field]: '' } });
}

export function tellInput(
  state: StreamState,
  { callIndex: index }: ReadItem,
  type: CallType,
  text: string,
): void {
  if (index === undefined) return;
  const kind = kinds[type];
  tellPiece(state, { index, [kind.type]: { [kind.field]: text } });
}

function tellPiece(state: StreamState, call: ChatToolCallDelta): void {
  tellDelta(state, { tool_calls: [call] });
}
