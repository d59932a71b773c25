import type { Client } from './ask.ts';
import type { Requested } from './requests.ts';

export interface ClosedLoop {
  /** Requests at a time; each is followed by the next as soon as it is answered. */
  readonly atOnce: number;
  readonly durationMs: number;
  /** Default: as many as are answered in time. */
  readonly atMost?: number;
}

/** Requests until time is up, one at least on each connection. @returns how many were answered. */
export async function runClosedLoop(
  client: Client,
  request: Requested,
  { atOnce, durationMs, atMost = Number.POSITIVE_INFINITY }: ClosedLoop,
): Promise<number> {
  const endsAt = performance.now() + durationMs;
  let answered = 0;
  const one = async () => {
    do {
      await client.ask(request).done;
      answered++;
    } while (performance.now() < endsAt && answered < atMost);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return answered;
}

/** Exactly `count` requests. */
export async function askTimes(count: number, atOnce: number, askOne: () => Promise<void>) {
  let left = count;
  const one = async () => {
    while (left-- > 0) await askOne();
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
