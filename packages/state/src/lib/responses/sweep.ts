import { leaseMs } from '../kit/heartbeat.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
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

export interface SweepOptions {
  readonly store: StateStore;
  /** By the name that the store knows a tenant by. */
  readonly storeOf: (tenantKey: string) => TenantStore;
  readonly holder: string;
  readonly replayMs: number;
  readonly retentionMs: number | undefined;
}

/** How many records are looked at together, so that nothing else waits long. */
const batchSize = 50;
/** How many batches a round looks at in vain: what is kept for others would be read again all the time. */
const idleBatches = 4;
/** How long a round may delete, in ms. */
const roundMs = 1_000;

/**
 * One round: ends what has ended without saying so, in a process that is gone, and lets go of what is old:
 * logs that nobody can resume any more, responses that are kept no longer.
 * @param after what the round before has returned: that one goes on there.
 * @returns the last response that it has looked at; nothing where that was the youngest of the old ones.
 */
export async function sweep(
  options: SweepOptions,
  after?: StoredRecord,
): Promise<StoredRecord | undefined> {
  const { retentionMs } = options;
  await endAllAbandoned(options);
  await dropOldLogs(options);
  if (retentionMs === undefined) return undefined;
  return deleteOlder(Date.now() - retentionMs, after, options);
}

async function endAllAbandoned(options: SweepOptions): Promise<void> {
  const { store } = options;
  for (const record of await store.listExpired(responseKind, batchSize)) {
    await endAbandoned(record, options);
  }
  const beforeMs = Date.now() - leaseMs;
  for (const { tenant, owner: id } of await store.listOlder(begunKind, beforeMs, batchSize)) {
    await endAbandoned({ tenant, id }, options);
  }
}

async function dropOldLogs({ store, replayMs }: SweepOptions): Promise<void> {
  for (const record of await store.listOlder(logKind, Date.now() - replayMs, batchSize)) {
    const { tenant, kind, owner, id } = record;
    await store.write(tenant, [
      { type: 'dropEvents', log: owner },
      { type: 'delete', kind, owner, id },
    ]);
  }
}

/**
 * As many as there are, for as long as a round may take. Among them are some that stay: they run, or are
 * hidden and others stand on them.
 */
async function deleteOlder(
  beforeMs: number,
  after: StoredRecord | undefined,
  options: SweepOptions,
): Promise<StoredRecord | undefined> {
  const deadline = Date.now() + roundMs;
  let last = after;
  for (let idle = 0; idle < idleBatches && Date.now() < deadline; ) {
    const records = await options.store.listOlder(responseKind, beforeMs, batchSize, last);
    if (!(await deleteAny(records, options))) idle++;
    if (records.length < batchSize) return undefined;
    last = records.at(-1);
  }
  return last;
}

/** @returns whether one of them was deleted, or hidden. */
async function deleteAny(
  records: readonly StoredRecord[],
  { storeOf, holder }: SweepOptions,
): Promise<boolean> {
  let isAnyDeleted = false;
  for (const { tenant, id } of records) {
    const store = storeOf(tenant);
    const held = await store.get<KeptResponse>(responseKind, id);
    if (!held || held.value.isHidden || held.value.endedAt === undefined) continue;
    if (await deleteResponse(store, held, holder)) isAnyDeleted = true;
  }
  return isAnyDeleted;
}

/** The process that made it is gone: it failed, with what had been written. */
async function endAbandoned(
  { tenant, id }: Pick<StoredRecord, 'tenant' | 'id'>,
  { storeOf, holder }: SweepOptions,
): Promise<void> {
  const store = storeOf(tenant);
  // Its queue gives it to another process, which looks what has been told.
  if (await store.get(jobKind, onlyOne, id)) return;
  const epoch = await store.acquire(responseKind, id, holder, leaseMs);
  if (epoch === undefined) return;
  await endResponse(store, id, epoch, abandoned);
}
