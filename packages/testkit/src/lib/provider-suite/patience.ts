import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waiting that ends. */
export interface Patience {
  /** What `work` comes to. @throws {AssertionError} when it takes longer than the suite's patience. */
  soon<T>(what: string, work: PromiseLike<T>): Promise<T>;
  /** Waits until `holds` does. @throws {AssertionError} as `soon`. */
  eventually(what: string, holds: () => boolean): Promise<void>;
}

/** @param patienceMs what takes longer counts as never. */
export function createPatience(patienceMs: number): Patience {
  const giveUp = (what: string) => assert.fail(`Waited ${patienceMs} ms in vain: ${what}.`);
  return {
    async soon(what, work) {
      const timer = new AbortController();
      const late = sleep(patienceMs, undefined, { signal: timer.signal }).then(() => giveUp(what));
      try {
        return await Promise.race([work, late]);
      } finally {
        late.catch(() => undefined);
        timer.abort();
      }
    },
    async eventually(what, holds) {
      const deadline = performance.now() + patienceMs;
      while (!holds()) {
        if (performance.now() > deadline) giveUp(what);
        await sleep(2);
      }
    },
  };
}

/** Long enough for what must *not* happen to have happened. */
export const settle = (): Promise<void> => sleep(50);
