import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long anything here may take before it counts as never, in ms. */
const patienceMs = 5_000;

/** Waits until `holds` does. @throws {AssertionError} after 5 s. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > deadline) assert.fail(`Waited ${patienceMs} ms in vain: ${what}.`);
    await sleep(5);
  }
}

/** Long enough for what must *not* happen to have happened. */
export const settle = (): Promise<void> => sleep(150);
