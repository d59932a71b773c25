import { objectsIn } from '../../objects-in.ts';
import { type Members, textOf } from '../../responses/members.ts';
import type { Reading } from './reading.ts';
import type { ReadItem } from './response-writer.ts';
import { addTold, completeTold, restartTold } from './told-text.ts';

/** `response.output_text.delta` */
export function addText(reading: Reading, event: Members): void {
  const item = reading.book.of(event);
  const delta = textOf(event.delta);
  addTold(item.text, delta);
  tellText(reading, item, delta, event.logprobs);
}

/** `response.output_text.done` */
export function completeText(reading: Reading, event: Members): void {
  tellRest(reading, reading.book.of(event), textOf(event.text), event.logprobs);
}

function tellRest(reading: Reading, item: ReadItem, part: string, logprobs: unknown): void {
  const rest = completeTold(item.text, part);
  // Those of a part say nothing about half of it.
  if (rest !== '') tellText(reading, item, rest, rest === part ? logprobs : undefined);
}

function tellText(reading: Reading, item: ReadItem, text: string, logprobs: unknown): void {
  const tokens = Array.isArray(logprobs) ? logprobs : [];
  if (text === '' && tokens.length === 0) return;
  reading.hasTold = true;
  reading.writer.text(item, text, tokens);
}

/** `response.refusal.delta` */
export function addRefusal(reading: Reading, event: Members): void {
  const item = reading.book.of(event);
  const delta = textOf(event.delta);
  addTold(item.refusal, delta);
  tellRefusal(reading, item, delta);
}

/** `response.refusal.done` */
export function completeRefusal(reading: Reading, event: Members): void {
  const item = reading.book.of(event);
  tellRefusal(reading, item, completeTold(item.refusal, textOf(event.refusal)));
}

function tellRefusal(reading: Reading, item: ReadItem, text: string): void {
  if (text === '') return;
  reading.hasTold = true;
  reading.writer.refusal(item, text);
}

/** `response.output_text.annotation.added` */
export function addAnnotation(reading: Reading, event: Members): void {
  const item = reading.book.of(event);
  item.annotations++;
  reading.writer.annotations(item, [event.annotation]);
}

/** The message is whole: tells what no event has told. */
export function completeMessage(reading: Reading, item: ReadItem, message: Members): void {
  restartTold(item.text);
  restartTold(item.refusal);
  const parts = objectsIn(message.content as readonly Members[] | undefined);
  for (const part of parts) {
    if (part.type === 'output_text') tellRest(reading, item, textOf(part.text), part.logprobs);
    if (part.type === 'refusal') {
      tellRefusal(reading, item, completeTold(item.refusal, textOf(part.refusal)));
    }
  }
  const annotations = parts.flatMap((part) => objectsIn(part.annotations as readonly Members[]));
  const others = annotations.slice(item.annotations);
  if (others.length > 0) reading.writer.annotations(item, others);
}
