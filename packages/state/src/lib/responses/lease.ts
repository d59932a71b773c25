import type { Logger } from '@gw/core';
import type { TenantStore } from '../kit/tenant-store.ts';

/** How long a response is ours without a word from us, in ms. */
export const leaseMs = 10_000;
const heartbeatMs = 3_000;

/** A hold on a record while work on it runs here. */
export interface Lease {
  readonly epoch: number;
  /** Aborted when somebody else has it. */
  readonly lost: AbortSignal;
  /** Ends the heartbeat. */
  stop(): void;
}

export interface LeaseOptions {
  readonly store: TenantStore;
  readonly kind: string;
  readonly id: string;
  readonly holder: string;
  readonly log: Logger;
}

/** @returns nothing where somebody else has it. */
export async function createLease(options: LeaseOptions): Promise<Lease | undefined> {
  const { store, kind, id, holder, log } = options;
  const epoch = await store.acquire(kind, id, holder, leaseMs);
  if (epoch === undefined) return undefined;
  const lost = new AbortController();
  const beat = async () => {
    try {
      if (await store.renew(kind, id, epoch, leaseMs)) return;
      clearInterval(timer);
      lost.abort();
    } catch (cause) {
      log.warn('A lease could not be renewed.', { id, cause });
    }
  };
  const timer = setInterval(beat, heartbeatMs);
  unref(timer);
  return { epoch, lost: lost.signal, stop: () => clearInterval(timer) };
}

/** Where the runtime has that: a timer of ours keeps no process alive. */
export function unref(timer: unknown): void {
  (timer as { unref?(): void }).unref?.();
}
