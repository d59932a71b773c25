import type { ApiEvent, Logger, RecordedEnd, Recorder } from '@gw/core';
import { type Members, membersOf } from '../kit/members.ts';
import { onAbort } from '../kit/on-abort.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import { farewell, finalResponse } from './final-response.ts';
import {
  beginningsOf,
  jobDeletions,
  logMark,
  responseKey,
  responseKind,
  type SidedItem,
} from './kept-response.ts';
import { lastOfOpening } from './log-opening.ts';
import { fillReferences } from './own-items.ts';
import {
  appendChange,
  contextChanges,
  describeKept,
  itemChanges,
  type Kept,
  type LoggedEvent,
  markChanges,
  recordChange,
  writtenOut,
} from './recorded-changes.ts';
import { createResponseHold } from './response-hold.ts';
import type { ResponseTurn } from './response-turn.ts';
import { isDown, RefusedWrite, writeLast } from './write-again.ts';

/** Events are written when so many wait, or when the oldest has waited so long, in ms. */
const batchSize = 64;
const batchMs = 250;
/** When to write again where the store was down, in ms. */
const againMs = 1_000;
/** What goes into one write of events, in characters: one that is larger may take longer than a store allows. */
const writeSize = 1024 * 1024;

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
  /** What was said of it last, and last while it ran. */
  let snapshot: Members | undefined;
  let running: Members | undefined;
  /** Finished items by their place. */
  const finished: unknown[] = [];
  let kept: Kept = {
    hasRecord: turn.run !== undefined,
    isMarked: false,
    hasEnd: false,
    items: [],
  };
  /** A write that has failed, as far as we know: its answer may have been lost. */
  let doubtful: { readonly next: Kept; readonly events: readonly LoggedEvent[] } | undefined;
  const pending: LoggedEvent[] = [];
  let sequence = turn.run ? lastOfOpening : -1;
  /** Whether it has said more than that it has begun, or has failed. */
  let hasTold = false;
  const lost = new AbortController();
  const lose = (reason: unknown) => lost.abort(reason);
  const hold = createResponseHold(turn, { holder, lose });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  /** Whether the last write found the store down: the next one is made in a while, whatever comes. */
  let hasFailed = false;
  let hasEnded = false;

  function event(told: ApiEvent, bytes: Uint8Array): void {
    // What was lost before it had said anything is made again: it says nothing here.
    if (turn.run && !hasTold && lost.signal.aborted) return;
    const { sequence_number: number, type, response, item, output_index } = membersOf(told);
    if (response) snapshot = membersOf(response);
    const isEnd = terminal.test(String(type));
    if (!isEnd) running = snapshot;
    // How one begins that was queued stands in its log already.
    if (turn.run && typeof number === 'number' && number <= lastOfOpening) return;
    // A log goes up, whatever its upstream counts.
    sequence = typeof number === 'number' && number > sequence ? number : sequence + 1;
    pending.push({ sequence, text: new TextDecoder().decode(bytes) });
    hasTold ||= !isEnd && type !== 'error';
    // The end of a log is written with the end of its response.
    hasEnded ||= isEnd;
    if (type === 'response.output_item.done' && typeof output_index === 'number')
      finished[output_index] = item;
    const isDue = pending.length >= batchSize || !kept.hasRecord;
    flushSoon(isDue && !hasFailed ? 0 : batchMs);
  }

  function flushSoon(ms: number): void {
    if (hasEnded) return;
    if (ms === 0) flush();
    else timer ??= setTimeout(flush, ms);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeMilestone).then(
      () => {
        hasFailed = false;
      },
      (cause: unknown) => {
        log.error('A response that runs could not be stored.', { responseId: id, cause });
        // It may say nothing for a while, and be taken for one whose process is gone.
        hasFailed = isDown(cause);
        if (hasFailed) flushSoon(againMs);
      },
    );
  }

  async function writeMilestone(): Promise<void> {
    if (hasEnded || !running) return;
    await keep(running, inOrder(finished));
    await hold.take();
  }

  /** Writes what is new. What could not be written is new the next time, too. */
  async function keep(response: Members, output: readonly unknown[], endedAt?: number) {
    await settleDoubtful();
    if (kept.hasEnd) return;
    if (kept.hasRecord) await hold.take();
    else turn.input = await fillReferences(store, turn.input);
    const hasEnd = endedAt !== undefined;
    const isMarked = !kept.hasRecord && !hasEnd;
    const next = { ...describeKept(turn, kept, output), isMarked, hasEnd };
    const more = hasEnd ? await changesOfEnd(response, next.items, output.length, endedAt) : [];
    const events = pending.splice(0, sizeOfWrite(pending));
    const changes = () => [
      recordChange(turn, response, { createdAt, endedAt, isNew: !kept.hasRecord }),
      ...(kept.hasRecord ? [] : beginningsOf(turn, createdAt)),
      ...markChanges(id, kept, next),
      ...itemChanges(id, kept, next, createdAt),
      ...appendChange(id, events),
      ...(hasEnd ? contextChanges(turn, endedAt, output.length) : []),
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
    if (await isWritten(turn, kept, events, hold.epoch)) kept = next;
    else pending.unshift(...events);
    doubtful = undefined;
  }

  async function commit(changes: () => readonly ChangeOf[]): Promise<void> {
    const { previous } = turn;
    const { epoch } = hold;
    const own = epoch === undefined ? undefined : { ...responseKey(id), epoch };
    const isFirst = !kept.hasRecord && previous !== undefined;
    const guard = isFirst ? { ...responseKey(previous.id), epoch: previous.epoch } : own;
    if (await store.write(changes(), guard)) return;
    // What it goes on from has been deleted meanwhile: it keeps for itself what was said before.
    if (isFirst) turn.previous = undefined;
    if (isFirst && (await store.write(changes()))) return;
    const refusal = new RefusedWrite();
    lose(refusal);
    throw refusal;
  }

  async function end(told: RecordedEnd): Promise<void> {
    clearTimeout(timer);
    hasEnded = true;
    const endedAt = Date.now();
    const final = writing.then(() => finalOf(told));
    const { first, last } = writeLast(turn.isStreamed, async () => writeEnd(await final, endedAt));
    turn.ending = last
      .catch((cause: unknown) => {
        log.error('The end of a response could not be stored.', { responseId: id, cause });
      })
      .finally(hold.stop);
    // Nobody waits for a run in the background, and whoever does for a stream has all of it.
    await (turn.run ? last : first);
  }

  function finalOf({ outcome, response }: RecordedEnd): Members | undefined {
    if (outcome !== 'completed' && !hasTold && turn.run?.isPutOff()) return undefined;
    const final = finalResponse(outcome, response, snapshot);
    if (final && outcome === 'cancelled' && turn.isStreamed)
      pending.push(farewell(final, ++sequence));
    return final;
  }

  async function writeEnd(final: Members | undefined, endedAt: number): Promise<void> {
    if (!final) return;
    await settleDoubtful();
    while (pending.length > sizeOfWrite(pending)) {
      await keep(running ?? final, inOrder(finished));
    }
    const output = Array.isArray(final.output) ? final.output : [];
    await keep(final, output, endedAt);
  }

  async function changesOfEnd(
    { status }: Members,
    answered: readonly SidedItem[],
    outputLength: number,
    endedAt: number,
  ): Promise<ChangeOf[]> {
    const changes: ChangeOf[] = turn.isStreamed ? [logMark(id, endedAt)] : [];
    if (status === 'completed' || status === 'incomplete') {
      const said = [...writtenOut(turn, outputLength), ...answered];
      changes.push(...(await options.changesAtEnd(said)));
    }
    if (turn.run) changes.push(...jobDeletions(id));
    const { epoch } = hold;
    if (epoch !== undefined) changes.push({ type: 'release', ...responseKey(id), epoch });
    return changes;
  }

  if (turn.conversation?.lost) {
    onAbort(turn.conversation.lost, (reason) => {
      // Nobody waits for a run in the background: it may wait for its conversation once more.
      turn.run?.putOff();
      lose(reason);
    });
  }
  return {
    event,
    lost: lost.signal,
    end(told) {
      const ending = end(told);
      turn.run?.endsWith(ending);
      return ending;
    },
  };
}

/** How many of the events go into one write: the first, whatever its size. */
function sizeOfWrite(events: readonly LoggedEvent[]): number {
  let characters = 0;
  const tooMany = events.findIndex(({ text }, at) => {
    characters += text.length;
    return at > 0 && characters > writeSize;
  });
  return tooMany < 0 ? events.length : tooMany;
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

/** Whether the write of these events was done, or of the record where that is new. */
async function isWritten(
  { store, id }: ResponseTurn,
  { hasRecord }: Kept,
  [first]: readonly LoggedEvent[],
  epoch: number | undefined,
): Promise<boolean> {
  const held = await store.get(responseKind, id);
  if (!held || !hasRecord) return held !== undefined;
  // Whoever has taken it since has ended its log in the same numbers.
  if (held.epoch !== epoch) return false;
  return first !== undefined && (await store.readEvents(id, first.sequence - 1, 1)).length > 0;
}
