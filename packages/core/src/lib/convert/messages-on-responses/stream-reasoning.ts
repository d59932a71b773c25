import type { MessagesContentBlock } from '@gw/schema';
import type { ReadItem, WholeReasoning } from '../read-responses/response-writer.ts';
import { wrapReasoning } from './opaque-reasoning.ts';
import { blocksOf, tellPiece } from './stream-blocks.ts';
import type { StreamState } from './stream-state.ts';

const start: MessagesContentBlock = { type: 'thinking', thinking: '', signature: '' };

/** A block has one text; what was a part of its own stays a paragraph. */
export function tellThought(state: StreamState, item: ReadItem, part: string, text: string): void {
  const blocks = blocksOf(state, item);
  const isNew = blocks.thought !== undefined && blocks.thought !== part;
  blocks.thought = part;
  const thinking = isNew ? `\n\n${text}` : text;
  blocks.thinking += thinking;
  tellPiece(state, item, 'thinking', start, { type: 'thinking_delta', thinking });
}

/** What is to be handed back: signs what can be read, or stands alone where nothing can. */
export function tellOpaque(state: StreamState, item: ReadItem, reasoning: WholeReasoning): void {
  const { thinking } = blocksOf(state, item);
  if (thinking === '' && reasoning.encryptedContent === '') return;
  const opaque = wrapReasoning(state.context.boundary, thinking, reasoning);
  if (thinking === '') {
    tellPiece(state, item, 'redacted', { type: 'redacted_thinking', data: opaque });
  } else {
    const delta = { type: 'signature_delta', signature: opaque } as const;
    tellPiece(state, item, 'thinking', start, delta);
  }
}
