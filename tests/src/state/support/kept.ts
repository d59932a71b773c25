import type { EventBatch, StateStore, StoredRecord } from '@gw/state';

/** All kinds of records that there are. A kind that is new belongs here. */
const kinds = [
  'response',
  'item',
  'child',
  'context',
  'log',
  'job',
  'cancel',
  'conversation',
  'conversation_item',
  'prompt',
  'prompt_version',
] as const;

export interface Kept {
  readonly records: readonly StoredRecord[];
  readonly events: readonly EventBatch[];
}

/** All that a store holds, of all tenants or of one. */
export async function keptIn(store: StateStore, tenant?: string): Promise<Kept> {
  const records: StoredRecord[] = [];
  for (const kind of kinds) {
    const all = await store.listOlder(kind, Number.MAX_SAFE_INTEGER, 1_000_000);
    records.push(...all.filter((record) => tenant === undefined || record.tenant === tenant));
  }
  const events: EventBatch[] = [];
  for (const record of records.filter(({ kind }) => kind === 'response'))
    events.push(...(await store.readEvents(record.tenant, record.id, -1, 1_000_000)));
  return { records: records.map((record) => ({ ...record })), events };
}

/** Where a store was told to write, in the order of the calls. */
export interface WatchedStore extends StateStore {
  readonly writes: readonly (readonly [method: 'write' | 'acquire' | 'renew', about: unknown])[];
}

/** A store that remembers who has changed it, so that a kind of record that nobody lists is seen too. */
export function watchStore(store: StateStore): WatchedStore {
  const writes: (readonly ['write' | 'acquire' | 'renew', unknown])[] = [];
  return {
    ...store,
    writes,
    write(tenant, changes, guard) {
      writes.push(['write', changes]);
      return store.write(tenant, changes, guard);
    },
    acquire(key, holder, ms) {
      writes.push(['acquire', key]);
      return store.acquire(key, holder, ms);
    },
    renew(key, epoch, ms) {
      writes.push(['renew', key]);
      return store.renew(key, epoch, ms);
    },
  };
}
