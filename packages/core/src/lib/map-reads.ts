import type { Awaitable } from './api.ts';
import type { StreamFrame } from './provider.ts';

type Frames = readonly StreamFrame[];

/** The same stream with each read changed. */
export function mapReads(
  stream: AsyncIterable<Frames>,
  change: (frames: Frames) => Awaitable<Frames>,
): AsyncIterable<Frames> {
  const reads = stream[Symbol.asyncIterator]();
  const iterator: AsyncIterator<Frames> = {
    async next() {
      const read = await reads.next();
      if (read.done) return read;
      const changed = change(read.value);
      return { done: false, value: changed instanceof Promise ? await changed : changed };
    },
    return: (value) => reads.return?.(value) ?? Promise.resolve({ done: true, value }),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
