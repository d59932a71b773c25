import { hashOf } from '@gw/provider-utils';
import type { ResponsesItemStatus, ResponsesLogprob } from '@gw/schema';
import {
  beginItem,
  endItem,
  inItem,
  type OpenMessage,
  type StreamState,
  tell,
} from './stream-state.ts';

/** More of the answer. A signature belongs to this very piece, which may be empty. */
export function addText(state: StreamState, { text, signature, logprobs }: TextPiece): void {
  if (text === '' && !state.message) {
    if (signature !== '') state.signatures.push({ text: 0, end: 0, hash: hashOf(''), signature });
    return;
  }
  const message = openMessage(state);
  message.text += text;
  if (text !== '' || logprobs.length > 0) tellText(state, message, text, logprobs);
  if (signature === '') return;
  const { text: said } = message;
  state.signatures.push({ text: text.length, end: said.length, hash: hashOf(said), signature });
}

export interface TextPiece {
  readonly text: string;
  /** Empty for none. */
  readonly signature: string;
  readonly logprobs: ResponsesLogprob[];
}

function openMessage(state: StreamState): OpenMessage {
  if (state.message) return state.message;
  const id = state.createId('msg');
  const members = { type: 'message', id, role: 'assistant', content: [] };
  const item = beginItem(state, members);
  const part = { type: 'output_text' as const, text: '', annotations: [] };
  tell(state, { type: 'response.content_part.added', ...inItem(item), content_index: 0, part });
  state.message = { item, text: '' };
  return state.message;
}

function tellText(
  state: StreamState,
  { item }: OpenMessage,
  delta: string,
  logprobs: ResponsesLogprob[],
): void {
  const type = 'response.output_text.delta';
  const beside = logprobs.length > 0 ? { logprobs } : {};
  tell(state, { type, ...inItem(item), content_index: 0, delta, ...beside });
}

/** Ends the message, if one is open. */
export function closeMessage(state: StreamState, status: ResponsesItemStatus): void {
  const { message } = state;
  if (!message) return;
  state.message = undefined;
  endItem(state, message.item, status);
}
