import { type Members, membersOf } from '../kit/members.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import {
  begunKind,
  contextKind,
  insertItems,
  itemKind,
  type KeptResponse,
  onlyOne,
  responseKey,
  type SidedItem,
} from './kept-response.ts';
import { nameItems } from './own-items.ts';
import type { ResponseTurn } from './response-turn.ts';

/** What is written already. */
export interface Kept {
  readonly hasRecord: boolean;
  /** Whether it is marked as one that nobody may hold. */
  readonly isMarked: boolean;
  readonly hasEnd: boolean;
  /** Of its output. */
  readonly items: readonly SidedItem[];
}

/** An event as it stands in a log. */
export interface LoggedEvent {
  readonly sequence: number;
  /** Its frame. */
  readonly text: string;
}

/** What will be written once an output is, of which the first items are written already. */
export function describeKept(
  { input }: ResponseTurn,
  { items }: Kept,
  output: readonly unknown[],
): Kept {
  const taken = new Set([...input, ...items].map(({ id }) => id));
  const texts = output.map((item) => JSON.stringify(item));
  const known = items.map((item, at) => ({ ...item, text: texts[at] ?? item.text }));
  const fresh = nameItems(texts.slice(items.length), 'output', taken);
  return { hasRecord: true, isMarked: false, hasEnd: false, items: [...known, ...fresh] };
}

/** The record of a response, without its items. */
export function recordChange(
  { id, previous, isStreamed, run, conversation }: ResponseTurn,
  { output: _, ...response }: Members,
  {
    createdAt,
    endedAt,
    isNew,
  }: { readonly createdAt: number; readonly endedAt: number | undefined; readonly isNew: boolean },
): ChangeOf {
  const value: KeptResponse = {
    response: { ...response, id },
    previous: previous?.id,
    conversation: conversation && { id: conversation.id, upTo: conversation.upTo },
    isBackground: run ? true : undefined,
    isStreamed,
    endedAt,
  };
  const label = typeof response.model === 'string' ? response.model : undefined;
  const content = { ...responseKey(id), value, label };
  return isNew ? { type: 'insert', ...content, createdAt } : { type: 'update', ...content };
}

/** Whoever is killed before it holds what it has begun is found by this. */
export function markChanges(id: string, before: Kept, after: Kept): ChangeOf[] {
  const key = { kind: begunKind, owner: id, id: onlyOne } as const;
  if (after.isMarked && !before.hasRecord)
    return [{ type: 'insert', ...key, value: null, createdAt: Date.now() }];
  return before.isMarked && !after.isMarked ? [{ type: 'delete', ...key }] : [];
}

/** New items, and those of which more is known by now: a client is not shown all. */
export function itemChanges(
  responseId: string,
  before: Kept,
  after: Kept,
  createdAt: number,
): ChangeOf[] {
  return after.items.flatMap((one, at) => {
    const known = before.items[at];
    if (!known) return insertItems(responseId, [one], createdAt);
    if (known.text === one.text) return [];
    const key = { kind: itemKind, owner: responseId, id: one.id };
    return [{ type: 'update', ...key, label: one.side, text: one.text } as const];
  });
}

/** Nothing where there are no events. */
export function appendChange(log: string, events: readonly LoggedEvent[]): ChangeOf[] {
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) return [];
  const text = events.map((event) => event.text).join('');
  return [{ type: 'append', log, first: first.sequence, last: last.sequence, events: text }];
}

/**
 * What a continuation stands on, where it is not what the client sent: references, compactions, and what
 * was said before where no other response keeps that.
 */
export function contextChanges(
  turn: ResponseTurn,
  createdAt: number,
  outputLength: number,
): ChangeOf[] {
  const { context, previous, historyItems } = turn;
  if (!context) return [];
  const before = previous ? [] : context.slice(0, historyItems);
  const own = ownContext(turn, context, outputLength);
  const isSame = own.length === turn.input.length && !own.some(isWrittenOut(turn));
  if (isSame && before.length === 0) return [];
  const value = [...before, ...own];
  return [{ type: 'insert', kind: contextKind, owner: turn.id, id: onlyOne, value, createdAt }];
}

/** Of a turn's context what neither was there before nor was answered. */
function ownContext(
  { heldItems }: ResponseTurn,
  context: readonly unknown[],
  outputLength: number,
): readonly unknown[] {
  return context.slice(heldItems, context.length - outputLength);
}

/**
 * What a turn adds to its conversation: its input, in its own words where they say all, since what it refers
 * to may go before it does. What is in the conversation and is named once more is not added again.
 */
export function writtenOut(turn: ResponseTurn, outputLength: number): SidedItem[] {
  const { context, input, conversation } = turn;
  if (!context) return [...input];
  const own = ownContext(turn, context, outputLength);
  const isMeant = isWrittenOut(turn);
  const there = new Set(conversation?.items.map((item) => membersOf(item).id));
  return own.flatMap((item, at) => {
    const sent = own.length === input.length && !isMeant(item, at) ? input[at] : undefined;
    if (sent && sent.names === undefined) return [sent];
    if (there.has(membersOf(item).id)) return [];
    return [{ id: '', side: 'input' as const, text: JSON.stringify(item) }];
  });
}

function isWrittenOut({ input }: ResponseTurn): (item: unknown, at: number) => boolean {
  return (item, at) => {
    const sent = membersOf(JSON.parse(input[at]?.text ?? '{}'));
    return (membersOf(item).type ?? 'message') !== sent.type;
  };
}
