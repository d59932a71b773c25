import { createId } from '@gw/core';
import { type Members, objectsIn, textOf } from '@gw/provider-utils';
import type { ResponsesAnnotation } from '@gw/schema';
import {
  beginItem,
  inItem,
  isLast,
  type OpenBlock,
  type OpenItem,
  type OpenMessage,
  type StreamState,
  type TextPart,
  tell,
} from './stream-state.ts';

/** A text block: a part of the message that is being written, or of a new one. */
export function openText(state: StreamState, block: Members): OpenBlock {
  const message = openMessage(state);
  const { item, parts } = message;
  const content_index = parts.length;
  const part: TextPart = { length: 0, citations: objectsIn(block.citations).slice() };
  parts.push(part);
  const begun = { type: 'output_text' as const, text: '', annotations: [] };
  tell(state, { type: 'response.content_part.added', ...inItem(item), content_index, part: begun });
  const addText = (delta: string) => {
    if (delta === '') return;
    part.length += delta.length;
    tell(state, { type: 'response.output_text.delta', ...inItem(item), content_index, delta });
  };
  addText(textOf(block.text));
  return {
    item,
    add(delta) {
      if (delta.type === 'text_delta') addText(textOf(delta.text));
      if (delta.type === 'citations_delta') part.citations.push(...objectsIn([delta.citation]));
    },
  };
}

function openMessage(state: StreamState): OpenMessage {
  const { message } = state;
  if (message && state.open.has(message.item) && isLast(state, message.item)) return message;
  const parts: TextPart[] = [];
  const id = createId('msg');
  const begun = {
    type: 'message' as const,
    id,
    status: 'in_progress' as const,
    role: 'assistant' as const,
    content: [],
  };
  const item = beginItem(state, begun, () => {
    tellCitations(state, item, parts);
    return {};
  });
  state.message = { item, parts };
  return state.message;
}

function tellCitations(state: StreamState, item: OpenItem, parts: readonly TextPart[]): void {
  for (const [content_index, { length, citations }] of parts.entries()) {
    const annotations = citations.flatMap((citation) => toAnnotation(citation, length));
    for (const [annotation_index, annotation] of annotations.entries()) {
      const place = { ...inItem(item), content_index, annotation_index };
      tell(state, { type: 'response.output_text.annotation.added', ...place, annotation });
    }
  }
}

/**
 * A source that a text block names, if it has an address; places in documents have none that a
 * response could tell. It stands for the whole block: Anthropic begins a new one with each claim.
 * @see https://platform.claude.com/docs/en/build-with-claude/citations
 */
function toAnnotation(citation: Members, length: number): ResponsesAnnotation[] {
  const url = [citation.url, citation.source].map(textOf).find((text) => /^https?:/.test(text));
  if (url === undefined) return [];
  const title = textOf(citation.title);
  return [{ type: 'url_citation', url, title, start_index: 0, end_index: length }];
}

/** Why the model declined, as the last part of what it said. */
export function tellRefusal(state: StreamState, refusal: string): void {
  const { item, parts } = openMessage(state);
  const content_index = parts.length;
  parts.push({ length: 0, citations: [] });
  const part = { type: 'refusal' as const, refusal: '' };
  tell(state, { type: 'response.content_part.added', ...inItem(item), content_index, part });
  tell(state, { type: 'response.refusal.delta', ...inItem(item), content_index, delta: refusal });
}
