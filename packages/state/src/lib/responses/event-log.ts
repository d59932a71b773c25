import type { TenantStore } from '../kit/tenant-store.ts';
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
 * goes out where nothing has been written for a while.
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
      if (wasOver) return;
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
function eventsBehind(
  {
    first,
    last,
    events,
  }: { readonly first: number; readonly last: number; readonly events: string },
  after: number,
): string {
  if (first > after || last <= after) return last <= after ? '' : events;
  const frames = events.split('\n\n').slice(0, -1);
  return frames
    .slice(after - first + 1)
    .map((frame) => `${frame}\n\n`)
    .join('');
}
