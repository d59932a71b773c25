import type { MessagesContentBlock, MessagesDelta } from '@gw/schema';
import type { ReadItem } from '../read-responses/response-writer.ts';
import { type ItemBlocks, type Piece, type StreamState, tellEvent } from './stream-state.ts';

/** The blocks of an item. */
export function blocksOf({ items }: StreamState, { number }: ReadItem): ItemBlocks {
  for (let place = items.length; place <= number; place++) items.push(noBlocks());
  return items[number] ?? noBlocks();
}

function noBlocks(): ItemBlocks {
  return { pieces: [], thought: undefined, thinking: '', call: undefined, isDone: false };
}

/** Tells something new of an item, at once if it is its turn. */
export function tellPiece(
  state: StreamState,
  item: ReadItem,
  block: string,
  start: MessagesContentBlock,
  delta?: MessagesDelta,
): void {
  const blocks = blocksOf(state, item);
  if (blocks.isDone) return;
  blocks.pieces.push({ block, start, delta });
  takeTurns(state);
}

/** The item is whole: those behind it have their turn. */
export function endBlocks(state: StreamState, item: ReadItem): void {
  blocksOf(state, item).isDone = true;
  takeTurns(state);
}

function takeTurns(state: StreamState): void {
  const { items } = state;
  for (let blocks = items[state.turn]; blocks; blocks = items[++state.turn]) {
    const { pieces } = blocks;
    blocks.pieces = [];
    for (const piece of pieces) writePiece(state, piece);
    if (!blocks.isDone) return;
    closeBlock(state);
  }
}

function writePiece(state: StreamState, { block, start, delta }: Piece): void {
  if (state.open !== block) {
    closeBlock(state);
    state.open = block;
    const index = state.blockCount++;
    tellEvent(state, { type: 'content_block_start', index, content_block: start });
  }
  if (!delta) return;
  tellEvent(state, { type: 'content_block_delta', index: state.blockCount - 1, delta });
}

function closeBlock(state: StreamState): void {
  if (state.open === undefined) return;
  state.open = undefined;
  tellEvent(state, { type: 'content_block_stop', index: state.blockCount - 1 });
}
