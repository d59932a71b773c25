import { createSseReader, encodeText } from '@gw/core';
import type { TenantStore } from '../kit/tenant-store.ts';
import type { EventBatch } from '../store/state-store.ts';
import { listenFor } from './listen.ts';
import { isDown } from './write-again.ts';

export interface FollowOptions {
  /** Sequence number behind which to begin. */
  readonly after: number;
  /** Whether the log will not grow any more. */
  isOver(): Promise<boolean>;
  /** Each of them ends it. */
  readonly signals: readonly AbortSignal[];
  /** Silence after which a comment goes out, in ms. */
  readonly keepAliveMs: number;
  /** How often to look where nobody tells, in ms. */
  readonly pollMs: number;
}

const batchesAtOnce = 100;
/** How often in a row the store may fail, and for how long, in ms: as one is down now and then. */
const failuresAtMost = 60;
const downAtMostMs = 60_000;

/**
 * The events of a log behind a number, as they were written, and those that are still to come. A comment
 * goes out where nothing has been written for a while. Who has seen more than was written, of a process
 * that died, is told how it ended. A store that is down for a moment is asked again.
 * @throws {GatewayError} `unavailable` where it stays down, and the reason of a signal.
 */
export async function* followLog(
  store: TenantStore,
  log: string,
  { after, isOver, signals, keepAliveMs, pollMs }: FollowOptions,
): AsyncGenerator<string> {
  const news = listenFor(store, log, signals);
  let last = after;
  let silentSince = Date.now();
  const look = lookPatiently(async (): Promise<Look> => {
    // Asked first: what was written before the end is read behind it.
    const wasOver = await isOver();
    const batches = await store.readEvents(log, last, batchesAtOnce);
    if (!wasOver || batches.length > 0) return { batches };
    return { batches, ending: last === after ? await endingBefore(store, log, after) : '' };
  });
  try {
    for (;;) {
      for (const signal of signals) signal.throwIfAborted();
      const { batches, ending } = await look();
      for (const batch of batches) {
        const events = eventsBehind(batch, last);
        last = Math.max(last, batch.last);
        if (events !== '') yield events;
        silentSince = Date.now();
      }
      if (batches.length > 0) continue;
      if (ending !== undefined) {
        if (ending !== '') yield ending;
        return;
      }
      await news.wait(pollMs);
      if (Date.now() - silentSince < keepAliveMs) continue;
      silentSince = Date.now();
      yield ': keep-alive\n\n';
    }
  } finally {
    news.stop();
  }
}

interface Look {
  readonly batches: readonly EventBatch[];
  /** What is told behind the last of them; nothing while more may come. */
  readonly ending?: string;
}

/** Where the store is down for a moment, there is nothing new. */
function lookPatiently(look: () => Promise<Look>): () => Promise<Look> {
  let failures = 0;
  let downSince: number | undefined;
  return async () => {
    try {
      const seen = await look();
      failures = 0;
      downSince = undefined;
      return seen;
    } catch (error) {
      downSince ??= Date.now();
      const isForGood = ++failures > failuresAtMost || Date.now() - downSince > downAtMostMs;
      if (!isDown(error) || isForGood) throw error;
      return { batches: [] };
    }
  };
}

/** A batch may begin before the number that was asked for. */
function eventsBehind({ first, last, events }: EventBatch, after: number): string {
  if (first > after || last <= after) return last <= after ? '' : events;
  return framesIn(events)
    .slice(after - first + 1)
    .join('');
}

/** The end of a log that ends before a number; nothing where it reaches that. */
async function endingBefore(store: TenantStore, log: string, number: number): Promise<string> {
  if (number < 0 || (await store.readEvents(log, number - 1, 1)).length > 0) return '';
  let lastTwo: string[] = [];
  for await (const { events } of batchesOf(store, log))
    lastTwo = [...lastTwo, ...framesIn(events).slice(-2)].slice(-2);
  return (isError(lastTwo[0]) ? lastTwo : lastTwo.slice(-1)).join('');
}

function framesIn(events: string): string[] {
  const frames = events.split('\n\n').slice(0, -1);
  return frames.map((frame) => `${frame}\n\n`);
}

/** An error announces the end behind it. */
function isError(frame = ''): boolean {
  const [read] = createSseReader().push(encodeText(frame));
  return read?.kind === 'event' && (read.event as { type?: unknown }).type === 'error';
}

/** Number of the last event in a log; -1 where there is none. */
export async function lastNumber(store: TenantStore, log: string): Promise<number> {
  let number = -1;
  for await (const { last } of batchesOf(store, log)) number = last;
  return number;
}

/** A log as it stands, in order. */
async function* batchesOf(store: TenantStore, log: string) {
  for (let last: number | undefined = -1; last !== undefined; ) {
    const batches: readonly EventBatch[] = await store.readEvents(log, last, batchesAtOnce);
    yield* batches;
    last = batches.at(-1)?.last;
  }
}
