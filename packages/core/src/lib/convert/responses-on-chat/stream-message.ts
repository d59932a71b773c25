import type { ChatAnnotation, ResponsesItemStatus } from '@gw/schema';
import { objectsIn } from '../../objects-in.ts';
import { isMembers, textOf } from '../../responses/members.ts';
import {
  beginItem,
  endItem,
  inItem,
  type OpenMessage,
  type StreamState,
  tell,
} from './stream-state.ts';

/** More of the answer. */
export function addText(state: StreamState, text: string): void {
  const message = openMessage(state);
  const content_index = openPart(state, message, 'output_text');
  tellText(state, message, content_index, text);
  tellAnnotations(state);
}

function tellText(
  state: StreamState,
  { item }: OpenMessage,
  content_index: number,
  text: string,
): void {
  const { logprobs } = state;
  state.logprobs = [];
  const type = 'response.output_text.delta';
  const beside = logprobs.length > 0 ? { logprobs } : {};
  tell(state, { type, ...inItem(item), content_index, delta: text, ...beside });
}

/** More of why the model declines. */
export function addRefusal(state: StreamState, text: string): void {
  const message = openMessage(state);
  const content_index = openPart(state, message, 'refusal');
  tell(state, {
    type: 'response.refusal.delta',
    ...inItem(message.item),
    content_index,
    delta: text,
  });
}

function openMessage(state: StreamState): OpenMessage {
  if (state.message) return state.message;
  const id = state.context.createId('msg');
  const item = beginItem(state, {
    type: 'message',
    id,
    status: 'in_progress',
    role: 'assistant',
    content: [],
  });
  state.message = { item, parts: new Map(), annotations: 0 };
  return state.message;
}

const emptyParts = {
  output_text: () => ({ type: 'output_text' as const, text: '', annotations: [] }),
  refusal: () => ({ type: 'refusal' as const, refusal: '' }),
};

function openPart(
  state: StreamState,
  { item, parts }: OpenMessage,
  type: keyof typeof emptyParts,
): number {
  const before = parts.get(type);
  if (before !== undefined) return before;
  const content_index = parts.size;
  parts.set(type, content_index);
  const part = emptyParts[type]();
  tell(state, { type: 'response.content_part.added', ...inItem(item), content_index, part });
  return content_index;
}

/** Sources of the text; those that come before it wait for it. */
export function addAnnotations(state: StreamState, annotations: unknown): void {
  for (const annotation of objectsIn(annotations as readonly ChatAnnotation[] | undefined)) {
    const { type, url_citation: citation } = annotation;
    if (type !== 'url_citation' || !isMembers(citation)) continue;
    state.annotations.push({
      type,
      url: textOf(citation.url),
      title: textOf(citation.title),
      start_index: placeOf(citation.start_index),
      end_index: placeOf(citation.end_index),
    });
  }
  tellAnnotations(state);
}

function placeOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function tellAnnotations(state: StreamState): void {
  const { message, annotations } = state;
  const content_index = message?.parts.get('output_text');
  if (!message || content_index === undefined) return;
  state.annotations = [];
  for (const annotation of annotations) {
    const annotation_index = message.annotations++;
    const place = { ...inItem(message.item), content_index, annotation_index };
    tell(state, { type: 'response.output_text.annotation.added', ...place, annotation });
  }
}

/** Ends the message, if one is open. */
export function closeMessage(state: StreamState, status: ResponsesItemStatus): void {
  const { message } = state;
  if (!message) return;
  const content_index = message.parts.get('output_text');
  // Those of the last token may come behind it.
  if (content_index !== undefined && state.logprobs.length > 0) {
    tellText(state, message, content_index, '');
  }
  state.logprobs = [];
  state.message = undefined;
  endItem(state, message.item, status);
}
