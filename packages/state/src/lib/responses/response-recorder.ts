import type { ApiEvent, ApiResponse, Logger, RecordedEnd, Recorder } from '@gw/core';
import type { ChangeOf } from '../kit/tenant-store.ts';
import {
  beginningsOf,
  begunKind,
  contextKind,
  insertItems,
  itemKind,
  type KeptResponse,
  logMark,
  type Members,
  onlyOne,
  responseKey,
  responseKind,
  type SidedItem,
  writeEvent,
} from './kept-response.ts';
import { createLease, type Lease } from './lease.ts';
import { membersOf, nameItems } from './own-items.ts';
import type { ResponseTurn } from './response-turn.ts';

/** Events are written when so many wait, or when the oldest has waited so long, in ms. */
const batchSize = 64;
const batchMs = 250;

const terminal = /^response\.(?:completed|failed|incomplete)$/;

export interface RecorderOptions {
  readonly turn: ResponseTurn;
  /** Names this process among those that share the store. */
  readonly holder: string;
  readonly log: Logger;
  /** Changes that belong to the end, such as the items of a conversation. */
  changesAtEnd(items: readonly SidedItem[]): Promise<readonly ChangeOf[]>;
}

/**
 * Writes a response down as its client gets it: the record, its items as they are finished, and the log
 * of its events. Nothing waits for these writes but the end, whose write holds all that is left.
 */
export function createResponseRecorder(options: RecorderOptions): Recorder {
  const { turn, holder, log } = options;
  const { store, id } = turn;
  const createdAt = turn.run?.createdAt ?? Date.now();
  let snapshot: Members | undefined;
  /** Finished items by their place. */
  const finished: unknown[] = [];
  let kept: Kept = { hasRecord: turn.run !== undefined, isMarked: false, items: [] };
  /** A write that has failed, as far as we know: its answer may have been lost. */
  let doubtful: { readonly next: Kept; readonly events: readonly LoggedEvent[] } | undefined;
  let pending: LoggedEvent[] = [];
  let sequence = -1;
  let lease: Lease | undefined = turn.run?.lease;
  const lost = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let hasEnded = false;

  function event(told: ApiEvent, bytes: Uint8Array): void {
    const { sequence_number: number, type, response, item, output_index } = membersOf(told);
    sequence = typeof number === 'number' ? number : sequence + 1;
    pending.push({ sequence, text: new TextDecoder().decode(bytes) });
    if (response) snapshot = membersOf(response);
    // The end of a log is written with the end of its response.
    if (terminal.test(String(type))) hasEnded = true;
    if (type === 'response.output_item.done' && typeof output_index === 'number')
      finished[output_index] = item;
    if (pending.length >= batchSize || !kept.hasRecord) flushSoon(0);
    else flushSoon(batchMs);
  }

  function flushSoon(ms: number): void {
    if (hasEnded) return;
    if (ms === 0) flush();
    else timer ??= setTimeout(flush, ms);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeMilestone).catch((cause: unknown) => {
      log.error('A response that runs could not be stored.', { responseId: id, cause });
    });
  }

  async function writeMilestone(): Promise<void> {
    if (hasEnded || !snapshot) return;
    await keep(snapshot, inOrder(finished), []);
    if (lease) return;
    lease = await createLease(store, responseKind, id, holder, { untilTold: true });
    if (lease) follow(lost, lease.lost);
  }

  /** Writes what is new. What could not be written is new the next time, too. */
  async function keep(
    response: Members,
    output: readonly unknown[],
    more: readonly ChangeOf[],
    endedAt?: number,
  ) {
    await settleDoubtful();
    const events = pending;
    pending = [];
    const isMarked = endedAt === undefined && lease === undefined;
    const next = { ...describeKept(turn, kept, output), isMarked };
    const changes = [
      recordChange(turn, response, { createdAt, endedAt, isNew: !kept.hasRecord }),
      ...(kept.hasRecord ? [] : beginningsOf(turn, createdAt)),
      ...markChanges(id, kept, next),
      ...itemChanges(id, kept, next, createdAt),
      ...appendChange(id, events),
      ...more,
    ];
    try {
      await commit(changes);
      kept = next;
    } catch (cause) {
      doubtful = { next, events };
      throw cause;
    }
  }

  /** What has been written after all is not written again. */
  async function settleDoubtful(): Promise<void> {
    if (!doubtful) return;
    const { next, events } = doubtful;
    if (await isWritten(turn, kept, events)) kept = next;
    else pending = [...events, ...pending];
    doubtful = undefined;
  }

  async function commit(changes: readonly ChangeOf[]): Promise<void> {
    const guard = lease && { ...responseKey(id), epoch: lease.epoch };
    if (await store.write(changes, guard)) return;
    throw new Error('Another process has taken over this response, or its record is gone.');
  }

  async function end({ outcome, response }: RecordedEnd): Promise<void> {
    clearTimeout(timer);
    hasEnded = true;
    await writing;
    lease?.stop();
    const final = finalResponse(outcome, response, snapshot);
    if (!final) return;
    if (outcome === 'cancelled' && turn.isStreamed) pending.push(farewell(final, ++sequence));
    const output = Array.isArray(final.output) ? final.output : [];
    const endedAt = Date.now();
    const more: ChangeOf[] = [
      ...contextChanges(turn, endedAt, output.length),
      ...(turn.isStreamed ? [logMark(id, endedAt)] : []),
    ];
    if (final.status === 'completed' || final.status === 'incomplete') {
      const answered = describeKept(turn, kept, output).items;
      more.push(...(await options.changesAtEnd([...turn.input, ...answered])));
    }
    if (lease) more.push({ type: 'release', ...responseKey(id), epoch: lease.epoch });
    await keep(final, output, more, endedAt);
  }

  if (turn.conversation?.lost) follow(lost, turn.conversation.lost);
  return { event, end, lost: lost.signal };
}

function follow(lost: AbortController, one: AbortSignal): void {
  one.addEventListener('abort', () => lost.abort(one.reason));
}

/** What is written already. */
interface Kept {
  readonly hasRecord: boolean;
  /** Whether it is marked as one that nobody may hold. */
  readonly isMarked: boolean;
  /** Of its output. */
  readonly items: readonly SidedItem[];
}

interface LoggedEvent {
  readonly sequence: number;
  readonly text: string;
}

/** As far as there is no gap: records keep the order in which they are made. */
function inOrder(finished: readonly unknown[]): unknown[] {
  const items: unknown[] = [];
  for (const item of finished) {
    if (item === undefined) break;
    items.push(item);
  }
  return items;
}

function describeKept({ input }: ResponseTurn, { items }: Kept, output: readonly unknown[]): Kept {
  const taken = new Set([...input, ...items].map(({ id }) => id));
  const texts = output.map((item) => JSON.stringify(item));
  const known = items.map((item, at) => ({ ...item, text: texts[at] ?? item.text }));
  const fresh = nameItems(texts.slice(items.length), 'output', taken);
  return { hasRecord: true, isMarked: false, items: [...known, ...fresh] };
}

function recordChange(
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
    previous,
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
function markChanges(id: string, before: Kept, after: Kept): ChangeOf[] {
  const key = { kind: begunKind, owner: id, id: onlyOne } as const;
  if (after.isMarked && !before.hasRecord)
    return [{ type: 'insert', ...key, value: null, createdAt: Date.now() }];
  return before.isMarked && !after.isMarked ? [{ type: 'delete', ...key }] : [];
}

/** Whether the write of these events was done, or of the record where that is new. */
async function isWritten(
  { store, id }: ResponseTurn,
  { hasRecord }: Kept,
  [first]: readonly LoggedEvent[],
): Promise<boolean> {
  if (!hasRecord) return (await store.get(responseKind, id)) !== undefined;
  return first !== undefined && (await store.readEvents(id, first.sequence - 1, 1)).length > 0;
}

/** New items, and those of which more is known by now: a client is not shown all. */
function itemChanges(responseId: string, before: Kept, after: Kept, createdAt: number): ChangeOf[] {
  return after.items.flatMap((one, at) => {
    const known = before.items[at];
    if (!known) return insertItems(responseId, [one], createdAt);
    if (known.text === one.text) return [];
    const key = { kind: itemKind, owner: responseId, id: one.id };
    return [{ type: 'update', ...key, label: one.side, text: one.text } as const];
  });
}

function appendChange(log: string, events: readonly LoggedEvent[]): ChangeOf[] {
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) return [];
  const text = events.map((event) => event.text).join('');
  return [{ type: 'append', log, first: first.sequence, last: last.sequence, events: text }];
}

/** What a continuation stands on, where it is not what the client sent: references and compactions. */
function contextChanges(turn: ResponseTurn, createdAt: number, outputLength: number): ChangeOf[] {
  if (!turn.context) return [];
  const own = turn.context.slice(turn.heldItems, turn.context.length - outputLength);
  const isSame = own.length === turn.input.length && !own.some(isWrittenOut(turn));
  if (isSame) return [];
  return [
    { type: 'insert', kind: contextKind, owner: turn.id, id: onlyOne, value: own, createdAt },
  ];
}

function isWrittenOut({ input }: ResponseTurn): (item: unknown, at: number) => boolean {
  return (item, at) => {
    const sent = membersOf(JSON.parse(input[at]?.text ?? '{}'));
    return (membersOf(item).type ?? 'message') !== sent.type;
  };
}

/** The response as it is kept: what was said at its end, or what there was of it. */
function finalResponse(
  outcome: RecordedEnd['outcome'],
  response: ApiResponse | undefined,
  snapshot: Members | undefined,
): Members | undefined {
  const whole = (response as unknown as Members | undefined) ?? snapshot;
  if (!whole || outcome !== 'cancelled') return whole;
  const output = Array.isArray(whole.output) ? whole.output : [];
  return { ...whole, status: 'cancelled', error: null, output: output.map(toUnfinished) };
}

function toUnfinished(item: unknown): unknown {
  const { status } = membersOf(item);
  return status === 'in_progress' ? { ...membersOf(item), status: 'incomplete' } : item;
}

/** Whoever reads the log of a response that was left needs an end, too. */
function farewell(response: Members, sequence_number: number): LoggedEvent {
  const event = { type: 'response.failed', sequence_number, response };
  return { sequence: sequence_number, text: writeEvent(event) };
}
