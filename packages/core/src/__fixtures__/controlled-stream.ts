import type { ProviderReply, StreamFrame } from '../lib/provider.ts';

type Read = IteratorResult<readonly StreamFrame[]>;

/** A provider's stream whose reads the test hands out one by one. */
export interface ControlledStream {
  readonly reply: ProviderReply;
  /** Answers the next read that is or will be asked for. */
  push(...frames: StreamFrame[]): void;
  end(): void;
  fail(error: unknown): void;
  /** How many reads have been asked for. */
  readonly asked: number;
  /** How many of them wait for an answer. */
  readonly waiting: number;
  /** How often the stream was let go. */
  readonly returned: number;
}

export function controlledStream(): ControlledStream {
  const answers: Promise<Read>[] = [];
  const readers: ((answer: Promise<Read>) => void)[] = [];
  const counts = { asked: 0, returned: 0 };
  const answer = (read: Promise<Read>) => {
    // A read that nobody asks for any more must not count as an unhandled rejection.
    read.catch(() => {});
    const reader = readers.shift();
    if (reader) reader(read);
    else answers.push(read);
  };
  const iterator: AsyncIterator<readonly StreamFrame[]> = {
    next() {
      counts.asked++;
      const ready = answers.shift();
      return ready ?? new Promise<Read>((resolve) => readers.push(resolve));
    },
    async return() {
      counts.returned++;
      for (const reader of readers.splice(0)) reader(Promise.resolve({ done: true, value: [] }));
      return { done: true, value: [] };
    },
  };
  const stream = { [Symbol.asyncIterator]: () => iterator };
  return {
    reply: { status: 200, headers: {}, stream: stream as never },
    push: (...frames) => answer(Promise.resolve({ done: false, value: frames })),
    end: () => answer(Promise.resolve({ done: true, value: undefined })),
    fail: (error) => answer(Promise.reject(error)),
    get asked() {
      return counts.asked;
    },
    get waiting() {
      return readers.length;
    },
    get returned() {
      return counts.returned;
    },
  };
}
