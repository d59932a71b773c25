import { createSseReader, encodeText } from '@gw/core';
import type { TenantStore } from '../kit/tenant-store.ts';
import type { EventBatch } from '../store/state-store.ts';
import { listenFor } from './listen.ts';

export interface FollowOptions {
  /** Sequence number behind which to begin. */
  readonly after: number;
  /** Whether the log will not grow any more. */
  isOver(): Promise<boolean>;
  readonly signal: AbortSignal;
  /** Silence after which a comment goes out, in ms. */
  readonly keepAliveMs: number;
  /** How often to look where nobody tells, in ms. */
  readonly pollMs: number;
}

const batchesAtOnce = 100;

/**
 * The events of a log behind a number, as they were written, and those that are still to come. A comment
 * goes out where nothing has been written for a while. Who has seen more than was written, of a process
 * that died, is told how it ended.
 */
export async function* followLog(
  store: TenantStore,
  log: string,
  { after, isOver, signal, keepAliveMs, pollMs }: FollowOptions,
): AsyncGenerator<string> {
  const news = listenFor(store, log, signal);
  let last = after;
  let silentSince = Date.now();
  try {
    while (!signal.aborted) {
      // Asked first: what was written before the end is read behind it.
      const wasOver = await isOver();
      const batches = await store.readEvents(log, last, batchesAtOnce);
      for (const batch of batches) {
        const events = eventsBehind(batch, last);
        last = batch.last;
        if (events !== '') yield events;
        silentSince = Date.now();
      }
      if (batches.length > 0) continue;
      if (wasOver) {
        const ending = last === after ? await endingBefore(store, log, after) : '';
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
