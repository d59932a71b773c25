import type { Logger } from '@gw/core';
import { leaseMs } from '../kit/heartbeat.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import { unref } from '../kit/unref.ts';
import type { StateStore, StoredRecord } from '../store/state-store.ts';
import { deleteResponse } from './delete-response.ts';
import { abandoned, endResponse } from './end-response.ts';
import {
  begunKind,
  jobKind,
  type KeptResponse,
  logKind,
  onlyOne,
  responseKind,
} from './kept-response.ts';

export interface SweeperOptions {
  readonly store: StateStore;
  /** By the name that the store knows a tenant by. */
  readonly storeOf: (tenantKey: string) => TenantStore;
  readonly holder: string;
  readonly replayMs: number;
  readonly retentionMs: number | undefined;
  readonly log: Logger;
}

/** How many records are looked at together, so that nothing else waits long. */
const batchSize = 50;
const mostLookedAt = 64 * batchSize;
/** How long a round may delete, in ms. */
const roundMs = 1_000;

/**
 * Ends what has ended without saying so, in a process that is gone, and lets go of what is old: logs that
 * nobody can resume any more, responses that are kept no longer.
 */
export function createSweeper(options: SweeperOptions): { start(): void; stop(): Promise<void> } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const round = async () => {
    running = sweep(options).catch((cause: unknown) => {
      options.log.warn('Stored responses could not be looked after.', { cause });
    });
    await running;
    if (!isStopped) again();
  };
  const again = () => {
    timer = setTimeout(round, leaseMs / 2);
    unref(timer);
  };
  return {
    start: again,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** One round. */
export async function sweep(options: SweeperOptions): Promise<void> {
  const { store, replayMs, retentionMs } = options;
  for (const record of await store.listExpired(responseKind, batchSize)) {
    await endAbandoned(record, options);
  }
  const now = Date.now();
  for (const { tenant, owner: id } of await store.listOlder(begunKind, now - leaseMs, batchSize)) {
    await endAbandoned({ tenant, id }, options);
  }
  for (const record of await store.listOlder(logKind, now - replayMs, batchSize)) {
    const { tenant, kind, owner, id } = record;
    await store.write(tenant, [
      { type: 'dropEvents', log: owner },
      { type: 'delete', kind, owner, id },
    ]);
  }
  if (retentionMs === undefined) return;
  await deleteOlder(now - retentionMs, options);
}

/** As many as there are, for as long as a round may take. */
async function deleteOlder(
  beforeMs: number,
  { store, storeOf, holder }: SweeperOptions,
): Promise<void> {
  const deadline = Date.now() + roundMs;
  // The oldest may be kept for others; then those behind them are looked at, too.
  for (let limit = batchSize; limit <= mostLookedAt && Date.now() < deadline; ) {
    const records = await store.listOlder(responseKind, beforeMs, limit);
    let deleted = 0;
    for (const { tenant, id } of records) {
      const tenantStore = storeOf(tenant);
      const held = await tenantStore.get<KeptResponse>(responseKind, id);
      if (!held || held.value.isHidden || held.value.endedAt === undefined) continue;
      if (await deleteResponse(tenantStore, held, holder)) deleted++;
    }
    if (records.length < limit) return;
    if (deleted === 0) limit *= 4;
  }
}

/** The process that made it is gone: it failed, with what had been written. */
async function endAbandoned(
  { tenant, id }: Pick<StoredRecord, 'tenant' | 'id'>,
  { storeOf, holder }: SweeperOptions,
): Promise<void> {
  const store = storeOf(tenant);
  // Its queue gives it to another process, which looks what has been told.
  if (await store.get(jobKind, onlyOne, id)) return;
  const epoch = await store.acquire(responseKind, id, holder, leaseMs);
  if (epoch === undefined) return;
  await endResponse(store, id, epoch, abandoned);
}
