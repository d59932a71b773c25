import type { Awaitable } from './api.ts';
import type { StreamFrame } from './provider.ts';

type Frames = readonly StreamFrame[];
type Read = IteratorResult<Frames>;

/** The same stream with each read changed. Not by async functions: one promise a read is enough. */
export function mapReads(
  stream: AsyncIterable<Frames>,
  change: (frames: Frames) => Awaitable<Frames>,
): AsyncIterable<Frames> {
  const reads = stream[Symbol.asyncIterator]();
  const changeRead = (read: Read): Awaitable<Read> => {
    if (read.done) return read;
    const changed = change(read.value);
    return changed instanceof Promise ? changed.then(toRead) : toRead(changed as Frames);
  };
  const iterator: AsyncIterator<Frames> = {
    next: () => reads.next().then(changeRead),
    return: (value) => reads.return?.(value) ?? Promise.resolve({ done: true, value }),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function toRead(value: Frames): Read {
  return { done: false, value };
}
