import { pause } from '../pause.ts';

export interface OpenLoop {
  readonly perSecond: number;
  readonly durationMs: number;
}

/**
 * Sends at a fixed rate, whether or not what was sent before is answered: who is slow is met by the
 * same number of requests as who is fast.
 * @param askOne resolves when what is timed has come.
 * @returns how long each took, in ms.
 */
export async function runOpenLoop(
  askOne: () => Promise<void>,
  { perSecond, durationMs }: OpenLoop,
): Promise<readonly number[]> {
  const count = Math.round((perSecond * durationMs) / 1_000);
  const startedAt = performance.now();
  const timed: Promise<number>[] = [];
  for (let at = 0; at < count; at++) {
    const early = startedAt + (at * 1_000) / perSecond - performance.now();
    if (early > 0) await pause(early);
    const one = timeOne(askOne);
    // A failure is told below, when all are out.
    one.catch(() => undefined);
    timed.push(one);
  }
  return Promise.all(timed);
}

async function timeOne(askOne: () => Promise<void>): Promise<number> {
  const sentAt = performance.now();
  await askOne();
  return performance.now() - sentAt;
}
