import { concatBytes } from '@gw/core';

/** Where a queue's bytes come from. */
export interface ByteSource {
  /** Once aborted, reads reject with its reason, also those of bytes that had arrived. */
  readonly signal?: AbortSignal | undefined;
  /** The queue was full and has room again. */
  resume(): void;
  /** The consumer wants no more, before the end. */
  leave(): void;
}

/** Bytes pushed on one side and read on the other, with backpressure between. */
export interface ByteQueue {
  readonly bytes: AsyncIterableIterator<Uint8Array>;
  /** Whether the source may go on; if not, it waits for `resume`. */
  push(chunk: Uint8Array): boolean;
  end(): void;
  /** What was pushed before is still read, then the error, once. */
  fail(error: unknown): void;
}

type Read = IteratorResult<Uint8Array, undefined>;

interface QueueState {
  readonly source: ByteSource;
  readonly highWaterBytes: number;
  chunks: Uint8Array[];
  size: number;
  isFull: boolean;
  /** A consumer in `next()`. */
  waiting: PromiseWithResolvers<Read> | undefined;
  /** A flush stands in the microtask queue. */
  isFlushing: boolean;
  ending: { readonly error?: unknown } | undefined;
  hasLeft: boolean;
}

const done: Read = { done: true, value: undefined };

/**
 * One promise a read: chunks that arrive in one turn of the event loop, or while the consumer is
 * busy, are read as one.
 * @param highWaterBytes the source is asked to pause from here on. One push may pass it.
 */
export function createByteQueue(source: ByteSource, highWaterBytes = 64 * 1024): ByteQueue {
  const state: QueueState = {
    source,
    highWaterBytes,
    chunks: [],
    size: 0,
    isFull: false,
    waiting: undefined,
    isFlushing: false,
    ending: undefined,
    hasLeft: false,
  };
  return {
    bytes: createIterator(state),
    push: (chunk) => push(state, chunk),
    end: () => end(state, {}),
    fail: (error) => end(state, { error }),
  };
}

function createIterator(state: QueueState): AsyncIterableIterator<Uint8Array> {
  const iterator: AsyncIterableIterator<Uint8Array> = {
    next: () => next(state),
    return() {
      leave(state);
      return Promise.resolve(done);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

function push(state: QueueState, chunk: Uint8Array): boolean {
  if (state.ending) return true;
  state.chunks.push(chunk);
  state.size += chunk.length;
  if (state.waiting && !state.isFlushing) {
    // Not at once: a parser that cut one read into many pieces pushes the others in this turn.
    state.isFlushing = true;
    queueMicrotask(() => flush(state));
  }
  state.isFull = state.size >= state.highWaterBytes;
  return !state.isFull;
}

function flush(state: QueueState): void {
  state.isFlushing = false;
  const { waiting } = state;
  if (!waiting || state.chunks.length === 0) return;
  state.waiting = undefined;
  waiting.resolve({ done: false, value: take(state) });
}

function next(state: QueueState): Promise<Read> {
  const { signal } = state.source;
  if (signal?.aborted && !state.hasLeft) return Promise.reject(signal.reason);
  if (state.chunks.length > 0) return Promise.resolve({ done: false, value: take(state) });
  if (state.ending) return endOf(state);
  state.waiting = Promise.withResolvers();
  return state.waiting.promise;
}

function take(state: QueueState): Uint8Array {
  const { chunks, isFull } = state;
  clear(state);
  // May push again before it returns.
  if (isFull && !state.ending) state.source.resume();
  return concatBytes(chunks);
}

function clear(state: QueueState): void {
  state.chunks = [];
  state.size = 0;
  state.isFull = false;
}

function end(state: QueueState, ending: { readonly error?: unknown }): void {
  if (state.ending) return;
  state.ending = ending;
  // With chunks in hand a flush is on its way; the end is for the read after it.
  if (!state.waiting || state.chunks.length > 0) return;
  const { waiting } = state;
  state.waiting = undefined;
  if ('error' in ending) waiting.reject(takeError(state));
  else waiting.resolve(done);
}

function endOf(state: QueueState): Promise<Read> {
  return state.ending && 'error' in state.ending
    ? Promise.reject(takeError(state))
    : Promise.resolve(done);
}

function takeError(state: QueueState): unknown {
  const error = state.ending?.error;
  state.ending = {};
  return error;
}

function leave(state: QueueState): void {
  const { waiting, ending } = state;
  clear(state);
  state.hasLeft = true;
  state.ending = {};
  state.waiting = undefined;
  waiting?.resolve(done);
  if (!ending) state.source.leave();
}
