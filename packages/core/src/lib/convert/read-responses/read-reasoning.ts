import { objectsIn } from '../../objects-in.ts';
import { type Members, textOf } from '../../responses/members.ts';
import type { Reading } from './reading.ts';
import type { ReadItem } from './response-writer.ts';
import { addTold, completeTold, restartTold } from './told-text.ts';

/** `response.reasoning_summary_text.delta` */
export function addSummary(reading: Reading, event: Members): void {
  const item = reading.book.of(event);
  const delta = textOf(event.delta);
  addTold(item.summary, delta);
  tellSummary(reading, item, placeOf(event), delta);
}

/** `response.reasoning_summary_text.done` */
export function completeSummary(reading: Reading, event: Members): void {
  const item = reading.book.of(event);
  tellSummary(reading, item, placeOf(event), completeTold(item.summary, textOf(event.text)));
}

function placeOf({ summary_index }: Members): number {
  return typeof summary_index === 'number' ? summary_index : 0;
}

function tellSummary(reading: Reading, item: ReadItem, place: number, text: string): void {
  item.summaries[place] = (item.summaries[place] ?? '') + text;
  tellThought(reading, item, `summary ${place}`, text);
}

/** `response.reasoning.delta`, or `response.reasoning_text.delta` */
export function addReasoning(reading: Reading, event: Members): void {
  const item = reading.book.of(event);
  const delta = textOf(event.delta);
  addTold(item.reasoning, delta);
  tellWritten(reading, item, delta);
}

/** `response.reasoning.done`, or `response.reasoning_text.done` */
export function completeReasoningText(reading: Reading, event: Members): void {
  const item = reading.book.of(event);
  tellWritten(reading, item, completeTold(item.reasoning, textOf(event.text)));
}

/** One text, since some upstreams count a part for every token. */
function tellWritten(reading: Reading, item: ReadItem, text: string): void {
  tellThought(reading, item, 'content', text);
}

function tellThought(reading: Reading, item: ReadItem, part: string, text: string): void {
  if (text === '') return;
  reading.hasTold = true;
  reading.writer.thought(item, part, text);
}

/** The reasoning is whole: tells what no event has told, and what is to be handed back. */
export function completeReasoning(reading: Reading, item: ReadItem, reasoning: Members): void {
  restartTold(item.summary);
  restartTold(item.reasoning);
  const summary = textsIn(reasoning.summary);
  const content = textsIn(reasoning.content);
  for (const [place, text] of summary.entries()) {
    tellSummary(reading, item, place, completeTold(item.summary, text));
  }
  for (const text of content) tellWritten(reading, item, completeTold(item.reasoning, text));
  const encryptedContent = textOf(reasoning.encrypted_content);
  reading.hasTold ||= encryptedContent !== '';
  reading.writer.endReasoning(item, {
    id: textOf(reasoning.id),
    encryptedContent,
    summary: saidIn(summary.length > 0 ? summary : item.summaries),
    content: saidIn(content.length > 0 ? content : [item.reasoning.told]),
  });
}

function textsIn(parts: unknown): string[] {
  return objectsIn(parts as readonly Members[] | undefined).map(({ text }) => textOf(text));
}

function saidIn(texts: readonly string[]): string[] {
  return texts.filter((text) => text !== '');
}
