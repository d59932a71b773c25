import type { StoreLog } from './settings.ts';

/** Tells a failure when it begins, and then once a minute as long as it goes on. */
export type Complain = (about: string, message: string) => void;

const pauseMs = 60_000;

/** A database that is away fails every second, in several places. */
export function createComplain(log: StoreLog): Complain {
  const toldAt = new Map<string, number>();
  return (about, message) => {
    const now = performance.now();
    const last = toldAt.get(about);
    if (last !== undefined && now - last < pauseMs) return;
    toldAt.set(about, now);
    log.warn(`@gw/store-postgres: ${about}: ${message}`);
  };
}
