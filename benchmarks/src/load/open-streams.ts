import type { Asked, Client } from './ask.ts';
import type { Requested } from './requests.ts';

/** Streams that all have begun and not ended. */
export interface OpenStreams {
  /** How many broke off by themselves. */
  broken(): number;
  /** How the first of these ended, with a colon before it; empty where none did. */
  why(): string;
  /** Bytes that all of them have brought so far. */
  received(): number;
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
  const reasons: string[] = [];
  let isOver = false;
  // A server accepts only so many connections at a time.
  const atOnce = 100;
  const deadline = performance.now() + openTimeoutMs;
  const note = (reason: string) => {
    if (!isOver) reasons.push(reason);
  };
  const leave = () => {
    isOver = true;
    for (const stream of all) stream.leave();
  };
  while (all.length < count) {
    if (performance.now() > deadline) throw tooSlow(all.length, count);
    const some = Array.from({ length: Math.min(atOnce, count - all.length) }, () => {
      return client.ask(request);
    });
    for (const { done } of some) {
      done.then(
        () => note('it ended as if it were whole'),
        (error: Error) => note(error.message),
      );
    }
    all.push(...some);
    await Promise.all(some.map(({ first }) => first)).catch((error: Error) => {
      leave();
      throw new Error(`Opening ${count} streams, ${atOnce} at a time: ${error.message}`);
    });
  }
  return {
    broken: () => reasons.length,
    why: () => (reasons[0] === undefined ? '' : `: ${reasons[0]}`),
    received: () => all.reduce((sum, stream) => sum + stream.received(), 0),
    leave,
  };
}

function tooSlow(opened: number, count: number): Error {
  return new Error(
    `Only ${opened} of ${count} streams were open after ${openTimeoutMs / 1_000} s.`,
  );
}
