import type { BegunCall, ReadItem } from '../read-responses/response-writer.ts';
import { blocksOf, tellPiece } from './stream-blocks.ts';
import type { StreamState } from './stream-state.ts';

/** A call begins; its input follows. */
export function tellCall(state: StreamState, item: ReadItem, { callId, name }: BegunCall): void {
  const id = callId || state.context.createId('toolu');
  const blocks = blocksOf(state, item);
  blocks.call = { type: 'tool_use', id, name, input: {}, caller: { type: 'direct' } };
  tellPiece(state, item, 'call', blocks.call);
}

export function tellInput(state: StreamState, item: ReadItem, partial_json: string): void {
  const { call } = blocksOf(state, item);
  if (!call) return;
  tellPiece(state, item, 'call', call, { type: 'input_json_delta', partial_json });
}
