import type { MessagesContentBlock } from '@gw/schema';
import type { ReadItem } from '../read-responses/response-writer.ts';
import { tellPiece } from './stream-blocks.ts';
import type { StreamState } from './stream-state.ts';

const start: MessagesContentBlock = { type: 'text', text: '', citations: null };

export function tellText(state: StreamState, item: ReadItem, text: string): void {
  if (text !== '') tellPiece(state, item, 'text', start, { type: 'text_delta', text });
}

/** Anthropic's models refuse in plain text; why the message ended says what it was. */
export function tellRefusal(state: StreamState, item: ReadItem, text: string): void {
  state.hasRefused = true;
  tellPiece(state, item, 'refusal', start, { type: 'text_delta', text });
}

/** What a text cites is a page; a message names the words in it. Observers are told once. */
export function leaveOutCitations(state: StreamState): void {
  if (state.hasCited) return;
  state.hasCited = true;
  state.context.warn('What the answer cites was left out: a message cannot say it.');
}
