import type { ChatReasoning, ChatReasoningDetail, ResponsesItemStatus } from '@gw/schema';
import type { RawReasoning } from '../../conversion.ts';
import { objectsIn } from '../../objects-in.ts';
import { wrapOpaque } from '../../opaque.ts';
import { textOf } from '../../responses/members.ts';
import { closeMessage } from './stream-message.ts';
import { mergeDetail, saysSomething } from './stream-reasoning-details.ts';
import {
  beginItem,
  endItem,
  inItem,
  noReasoning,
  type OpenItem,
  type StreamState,
  tell,
} from './stream-state.ts';

/** Tells what a delta adds to the model's reasoning, whichever members it uses for it. */
export function addReasoning(state: StreamState, delta: ChatReasoning): void {
  const details = objectsIn(delta.reasoning_details);
  let told = details.map((detail) => addDetail(state, detail)).join('');
  for (const field of ['reasoning_content', 'reasoning'] as const) {
    const text = textOf(delta[field]);
    if (text === '' || isTold(told, text)) continue;
    state.reasoning.field ??= field;
    tellText(state, 'plain', text);
    told += text;
  }
}

/** Many upstreams say the same in two members, for clients that know only one of them. */
function isTold(told: string, text: string): boolean {
  return told !== '' && squeeze(told).includes(squeeze(text));
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

/** @returns the text that it told. */
function addDetail(state: StreamState, detail: ChatReasoningDetail): string {
  const place = mergeDetail(state.reasoning.details, detail);
  if (!saysSomething(detail)) return '';
  openReasoning(state);
  const isSummary = detail.type === 'reasoning.summary';
  const isText = detail.type === 'reasoning.text';
  const text = isSummary ? textOf(detail.summary) : isText ? textOf(detail.text) : '';
  if (text === '') return '';
  const tellIt = isSummary ? tellSummary : tellText;
  tellIt(state, `detail ${place}`, text);
  return text;
}

/** Reasoning that comes behind an answer is a new thought. */
function openReasoning(state: StreamState): OpenItem {
  const { reasoning, context } = state;
  if (reasoning.item) return reasoning.item;
  closeMessage(state, 'completed');
  const id = context.createId('rs');
  reasoning.item = beginItem(state, { type: 'reasoning', id, summary: [], status: 'in_progress' });
  return reasoning.item;
}

const rawDeltaTypes = {
  openai: 'response.reasoning_text.delta',
  openresponses: 'response.reasoning.delta',
} as const satisfies Record<Exclude<RawReasoning, 'summary'>, string>;

function tellText(state: StreamState, key: string, text: string): void {
  const { rawReasoning } = state.context;
  if (rawReasoning === 'summary') tellSummary(state, key, text);
  else tellContent(state, rawDeltaTypes[rawReasoning], key, text);
}

function tellContent(
  state: StreamState,
  type: (typeof rawDeltaTypes)[keyof typeof rawDeltaTypes],
  key: string,
  text: string,
): void {
  const item = openReasoning(state);
  const content_index = openContent(state, item, key);
  tell(state, { type, ...inItem(item), content_index, delta: text });
}

function openContent(state: StreamState, item: OpenItem, key: string): number {
  const { contents } = state.reasoning;
  const before = contents.get(key);
  if (before !== undefined) return before;
  const content_index = contents.size;
  contents.set(key, content_index);
  const part = { type: 'reasoning_text' as const, text: '' };
  tell(state, { type: 'response.content_part.added', ...inItem(item), content_index, part });
  return content_index;
}

function tellSummary(state: StreamState, key: string, text: string): void {
  const item = openReasoning(state);
  const summary_index = openSummary(state, item, key);
  const type = 'response.reasoning_summary_text.delta';
  tell(state, { type, ...inItem(item), summary_index, delta: text });
}

function openSummary(state: StreamState, item: OpenItem, key: string): number {
  const { summaries } = state.reasoning;
  const before = summaries.get(key);
  if (before !== undefined) return before;
  const summary_index = summaries.size;
  summaries.set(key, summary_index);
  const part = { type: 'summary_text' as const, text: '' };
  const type = 'response.reasoning_summary_part.added';
  tell(state, { type, ...inItem(item), summary_index, part });
  return summary_index;
}

/** Ends the reasoning, with what its maker wants back on the next turn. */
export function closeReasoning(state: StreamState, status: ResponsesItemStatus): void {
  const { reasoning, context } = state;
  if (!reasoning.item) return;
  state.reasoning = noReasoning();
  const details = reasoning.details.filter(saysSomething);
  const replay = {
    ...(reasoning.field && { field: reasoning.field }),
    ...(details.length > 0 && { reasoning_details: details }),
  };
  const encrypted_content = wrapOpaque(context.boundary, replay);
  endItem(state, reasoning.item, status, { encrypted_content });
}
