import { objectsIn } from '../../objects-in.ts';
import { type Members, textOf } from '../../responses/members.ts';
import { itemOf, type StreamState, type ToldItem, tellDelta } from './stream-state.ts';
import { addTold, completeTold, restartTold } from './stream-told.ts';

/** `response.reasoning_summary_text.delta` */
export function addSummary(state: StreamState, event: Members): void {
  const item = itemOf(state, event);
  const delta = textOf(event.delta);
  addTold(item.summary, delta);
  tellThought(state, summaryOf(item, event.summary_index), delta);
}

/** `response.reasoning_summary_text.done` */
export function completeSummary(state: StreamState, event: Members): void {
  const item = itemOf(state, event);
  const rest = completeTold(item.summary, textOf(event.text));
  tellThought(state, summaryOf(item, event.summary_index), rest);
}

function summaryOf({ number }: ToldItem, place: unknown): string {
  return `${number} summary ${place}`;
}

/** `response.reasoning.delta`, or `response.reasoning_text.delta` */
export function addReasoning(state: StreamState, event: Members): void {
  const item = itemOf(state, event);
  const delta = textOf(event.delta);
  addTold(item.reasoning, delta);
  tellThought(state, contentOf(item), delta);
}

/** `response.reasoning.done`, or `response.reasoning_text.done` */
export function completeReasoningText(state: StreamState, event: Members): void {
  const item = itemOf(state, event);
  tellThought(state, contentOf(item), completeTold(item.reasoning, textOf(event.text)));
}

/** One text, since some upstreams count a part for every token. */
function contentOf({ number }: ToldItem): string {
  return `${number} content`;
}

/** Chat has one text for all reasoning; what was a part of its own stays a paragraph. */
function tellThought(state: StreamState, part: string, text: string): void {
  if (text === '') return;
  const isNew = state.thought !== undefined && state.thought !== part;
  state.thought = part;
  tellDelta(state, { reasoning_content: isNew ? `\n\n${text}` : text });
}

/** How chat's clients know where opaque reasoning comes from. */
const format = 'openai-responses-v1';

/** The reasoning is whole: tells what no event has told, and what is to be handed back. */
export function completeReasoning(state: StreamState, item: ToldItem, reasoning: Members): void {
  restartTold(item.summary);
  restartTold(item.reasoning);
  for (const [place, text] of textsIn(reasoning.summary).entries()) {
    tellThought(state, summaryOf(item, place), completeTold(item.summary, text));
  }
  for (const text of textsIn(reasoning.content)) {
    tellThought(state, contentOf(item), completeTold(item.reasoning, text));
  }
  const data = textOf(reasoning.encrypted_content);
  if (data === '') return;
  const id = textOf(reasoning.id) || null;
  tellDelta(state, { reasoning_details: [{ type: 'reasoning.encrypted', id, data, format }] });
}

function textsIn(parts: unknown): string[] {
  return objectsIn(parts as readonly Members[] | undefined).map(({ text }) => textOf(text));
}
