import type { Awaitable } from './api.ts';

/** Work that yields the promises it must wait for. */
export type WaitingSteps<T> = Generator<Promise<unknown>, T, void>;

/**
 * Runs work that mostly need not wait: at once to its end where it yields nothing, so that nobody
 * pays for promises that carry nothing. What a promise rejects with is thrown at its `yield`.
 */
export function awaitYielded<T>(steps: WaitingSteps<T>): Awaitable<T> {
  const step = steps.next();
  return step.done ? step.value : finishLater(steps, step.value);
}

async function finishLater<T>(steps: WaitingSteps<T>, first: Promise<unknown>): Promise<T> {
  for (let waiting = first; ; ) {
    const step = await waiting.then(
      () => steps.next(),
      (error: unknown) => steps.throw(error),
    );
    if (step.done) return step.value;
    waiting = step.value;
  }
}
