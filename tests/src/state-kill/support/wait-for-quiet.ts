import type { StateStore } from '@gw/state';
import { pause } from '../../support/until.ts';

/** How many responses a store has that have not ended. */
async function countRunning(store: StateStore): Promise<number> {
  const records = await store.listOlder('response', Number.MAX_SAFE_INTEGER, 1_000_000);
  return records.filter(({ body }) => JSON.parse(body).endedAt === undefined).length;
}

/** Waits until no response runs and nobody holds anything. @returns how many still do. */
export async function waitForQuiet(store: StateStore, timeoutMs: number): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const running = await countRunning(store);
    if (running === 0 || performance.now() > deadline) return running;
    await pause(250);
  }
}
