import type { ChatAnnotation, ChatDelta } from '@gw/schema';
import { objectsIn } from '../../objects-in.ts';
import { isMembers, type Members, textOf } from '../../responses/members.ts';
import { itemOf, type StreamState, type ToldItem, tellDelta } from './stream-state.ts';
import { addTold, completeTold, restartTold } from './stream-told.ts';

/** `response.output_text.delta` */
export function addText(state: StreamState, event: Members): void {
  const delta = textOf(event.delta);
  addTold(itemOf(state, event).text, delta);
  tellText(state, delta, event.logprobs);
}

/** `response.output_text.done` */
export function completeText(state: StreamState, event: Members): void {
  tellRest(state, itemOf(state, event), textOf(event.text), event.logprobs);
}

function tellRest(state: StreamState, item: ToldItem, part: string, logprobs: unknown): void {
  const rest = completeTold(item.text, part);
  // Those of a part say nothing about half of it.
  if (rest !== '') tellText(state, rest, rest === part ? logprobs : undefined);
}

function tellText(state: StreamState, content: string, logprobs: unknown): void {
  const tokens = state.request.logprobs === true && Array.isArray(logprobs) ? logprobs : [];
  if (content === '' && tokens.length === 0) return;
  const beside = tokens.length > 0 ? { logprobs: { content: tokens, refusal: null } } : {};
  tellDelta(state, { content }, beside);
}

/** `response.refusal.delta` */
export function addRefusal(state: StreamState, event: Members): void {
  const refusal = textOf(event.delta);
  addTold(itemOf(state, event).refusal, refusal);
  if (refusal !== '') tellDelta(state, { refusal });
}

/** `response.refusal.done` */
export function completeRefusal(state: StreamState, event: Members): void {
  tellRestOfRefusal(state, itemOf(state, event), textOf(event.refusal));
}

function tellRestOfRefusal(state: StreamState, item: ToldItem, part: string): void {
  const refusal = completeTold(item.refusal, part);
  if (refusal !== '') tellDelta(state, { refusal });
}

/** `response.output_text.annotation.added` */
export function addAnnotation(state: StreamState, event: Members): void {
  itemOf(state, event).annotations++;
  tellAnnotations(state, [event.annotation]);
}

/** Chat knows web pages as sources, and no others. */
function tellAnnotations(state: StreamState, list: readonly unknown[]): void {
  const annotations = list.filter(isUrlCitation).map(toChatAnnotation);
  if (annotations.length > 0) tellDelta(state, { annotations } as ChatDelta);
}

function isUrlCitation(annotation: unknown): annotation is Members {
  return isMembers(annotation) && annotation.type === 'url_citation';
}

function toChatAnnotation({ type: _, ...citation }: Members): ChatAnnotation {
  return {
    type: 'url_citation',
    url_citation: citation as unknown as ChatAnnotation['url_citation'],
  };
}

/** The message is whole: tells what no event has told. */
export function completeMessage(state: StreamState, item: ToldItem, message: Members): void {
  restartTold(item.text);
  restartTold(item.refusal);
  const parts = objectsIn(message.content as readonly Members[] | undefined);
  for (const part of parts) {
    if (part.type === 'output_text') tellRest(state, item, textOf(part.text), part.logprobs);
    if (part.type === 'refusal') tellRestOfRefusal(state, item, textOf(part.refusal));
  }
  const annotations = parts.flatMap((part) => objectsIn(part.annotations as readonly Members[]));
  tellAnnotations(state, annotations.slice(item.annotations));
}
