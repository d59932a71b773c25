import type { StreamFrame } from './provider.ts';

type Frames = readonly StreamFrame[];

/** The same stream with each read changed; no promise more than it had. */
export function mapReads(
  stream: AsyncIterable<Frames>,
  change: (frames: Frames) => Frames,
): AsyncIterable<Frames> {
  const reads = stream[Symbol.asyncIterator]();
  const iterator: AsyncIterator<Frames> = {
    next: () =>
      reads.next().then((read) => (read.done ? read : { done: false, value: change(read.value) })),
    return: (value) => reads.return?.(value) ?? Promise.resolve({ done: true, value }),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
