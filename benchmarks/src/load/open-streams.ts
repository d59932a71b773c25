import type { Asked, Client } from './ask.ts';
import type { Requested } from './requests.ts';

/** Streams that all have begun and not ended. */
export interface OpenStreams {
  /** How many broke off by themselves. */
  broken(): number;
  /** Closes all of them. */
  leave(): void;
}

const openTimeoutMs = 60_000;

/**
 * Opens streams and waits until each has its first bytes.
 * @throws {Error} when one fails, or when they are not all open within a minute.
 */
export async function openStreams(
  client: Client,
  request: Requested,
  count: number,
): Promise<OpenStreams> {
  const all: Asked[] = [];
  let broken = 0;
  let isOver = false;
  // A server accepts only so many connections at a time.
  const atOnce = 100;
  const deadline = performance.now() + openTimeoutMs;
  while (all.length < count) {
    if (performance.now() > deadline) throw tooSlow(all.length, count);
    const some = Array.from({ length: Math.min(atOnce, count - all.length) }, () => {
      return client.ask(request);
    });
    const end = () => {
      if (!isOver) broken++;
    };
    for (const { done } of some) done.then(end, end);
    all.push(...some);
    await Promise.all(some.map(({ first }) => first));
  }
  return {
    broken: () => broken,
    leave() {
      isOver = true;
      for (const stream of all) stream.leave();
    },
  };
}

function tooSlow(opened: number, count: number): Error {
  return new Error(
    `Only ${opened} of ${count} streams were open after ${openTimeoutMs / 1_000} s.`,
  );
}
