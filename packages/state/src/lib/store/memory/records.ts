import type { ListQuery, RecordKey, StoredRecord } from '../state-store.ts';
import type { Entry } from './entry.ts';
import { createIndexFamily } from './index-family.ts';
import { joinKey } from './join-key.ts';

/** All records of all tenants, and the orders they are asked for in. */
export interface Records {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  get(key: RecordKey): Entry | undefined;
  /** The newest of this kind and id. */
  find(tenant: string, kind: string, id: string): Entry | undefined;
  /** What belongs to a record directly. */
  ownedBy(tenant: string, id: string): readonly Entry[];
  /** Nothing where a cursor names none of the collection. */
  list(query: ListQuery): readonly Entry[] | undefined;
  /** Oldest first, of all tenants. @param after may be gone by now. */
  byAge(kind: string, after?: StoredRecord): Iterable<Entry>;
  /** Those that somebody took and has not given back, of all tenants; whose time ends first, first. */
  byEndOfHold(kind: string): Iterable<Entry>;
}

const byPosition = (a: Entry, b: Entry) => a.position - b.position;
const byAge = (a: Entry, b: Entry) => a.createdAt - b.createdAt || byPosition(a, b);
const byEndOfHold = (a: Entry, b: Entry) => (a.until ?? 0) - (b.until ?? 0) || byPosition(a, b);

export function createRecords(): Records {
  const entries = new Map<string, Entry>();
  const collections = createIndexFamily(byPosition);
  const namesakes = createIndexFamily(byPosition);
  const owned = createIndexFamily(byPosition);
  const aged = createIndexFamily(byAge);
  const held = createIndexFamily(byEndOfHold);

  const keyOf = ({ tenant, kind, owner, id }: RecordKey) => joinKey(tenant, kind, owner, id);

  function changeIndexes(change: 'add' | 'remove', entry: Entry): void {
    const { tenant, kind, owner, id } = entry;
    collections[change](joinKey(tenant, kind, owner), entry);
    namesakes[change](joinKey(tenant, kind, id), entry);
    if (owner !== '') owned[change](joinKey(tenant, owner), entry);
    aged[change](kind, entry);
    if (entry.until !== undefined) held[change](kind, entry);
  }

  return {
    add(entry) {
      entries.set(keyOf(entry), entry);
      changeIndexes('add', entry);
    },
    remove(entry) {
      entries.delete(keyOf(entry));
      changeIndexes('remove', entry);
    },
    get: (key) => entries.get(keyOf(key)),
    find: (tenant, kind, id) => first(namesakes.read(joinKey(tenant, kind, id), 'desc')),
    ownedBy: (tenant, id) => [...owned.read(joinKey(tenant, id), 'asc')],
    list(query) {
      const { after, before } = query;
      const cursor = (id: string | undefined) =>
        id === undefined ? undefined : entries.get(keyOf({ ...query, id }));
      const [start, end] = [cursor(after), cursor(before)];
      if ((after !== undefined && !start) || (before !== undefined && !end)) return undefined;
      const name = joinKey(query.tenant, query.kind, query.owner);
      if (!end) return page(collections.read(name, query.order, start), query);
      // What ends at a record is read from there, against the order, and turned round.
      const backwards = query.order === 'asc' ? 'desc' : 'asc';
      return page(collections.read(name, backwards, end), query, start).reverse();
    },
    byAge: (kind, after) => aged.read(kind, 'asc', after && { ...after, until: undefined }),
    byEndOfHold: (kind) => held.read(kind, 'asc'),
  };
}

/** @param end where it stops at the latest. Default: nowhere. */
function page(read: Iterable<Entry>, { label, limit }: ListQuery, end?: Entry): Entry[] {
  const entries: Entry[] = [];
  for (const entry of read) {
    if (entries.length >= limit || entry === end) break;
    if (label === undefined || entry.label === label) entries.push(entry);
  }
  return entries;
}

function first<T>(values: Iterable<T>): T | undefined {
  for (const value of values) return value;
  return undefined;
}
