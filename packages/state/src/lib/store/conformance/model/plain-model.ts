import type {
  Change,
  EventBatch,
  Guard,
  ListQuery,
  RecordKey,
  StoredRecord,
} from '../../state-store.ts';

/** A record without its position: in the model that is its place in the array. */
export type PlainRecord = Omit<StoredRecord, 'position'>;

interface Plain {
  /** In the order of insertion, of all tenants. */
  readonly records: readonly PlainRecord[];
  readonly batches: readonly (EventBatch & { readonly tenant: string; readonly log: string })[];
  readonly texts: Readonly<Record<string, string>>;
}

type ChangeOf<T extends Change['type']> = Extract<Change, { readonly type: T }>;

/**
 * What the port says, in the plainest words: arrays that are searched from end to end. Time stands still
 * in it: what is taken stays taken.
 */
export interface PlainModel {
  get(key: RecordKey): PlainRecord | undefined;
  find(tenant: string, kind: string, id: string): PlainRecord | undefined;
  list(query: ListQuery): readonly PlainRecord[] | undefined;
  write(tenant: string, changes: readonly Change[], guard?: Guard): boolean;
  /** Which epoch it is, is the store's to say. */
  take(key: RecordKey, holder: string, epoch: number): void;
  readEvents(tenant: string, log: string): readonly EventBatch[];
  readPiece(tenant: string, hash: string): string | undefined;
  /** Of all records of a tenant. */
  keys(tenant: string): readonly RecordKey[];
}

export function createPlainModel(): PlainModel {
  let now: Plain = { records: [], batches: [], texts: {} };
  const get = (key: RecordKey) => now.records.find((record) => isSame(record, key));

  return {
    get,
    find: (tenant, kind, id) =>
      now.records.findLast((one) => one.tenant === tenant && one.kind === kind && one.id === id),
    list: (query) => listOf(now.records, query),
    write(tenant, changes, guard) {
      if (guard && get({ tenant, ...guard })?.epoch !== guard.epoch) return false;
      let next: Plain | undefined = now;
      for (const change of changes) next = next && changed(next, tenant, change);
      now = next ?? now;
      return next !== undefined;
    },
    take(key, holder, epoch) {
      now = { ...now, records: replaced(now.records, key, (one) => ({ ...one, holder, epoch })) };
    },
    readEvents: (tenant, log) =>
      now.batches
        .filter((batch) => batch.tenant === tenant && batch.log === log)
        .map(({ first, last, events }) => ({ first, last, events })),
    readPiece(tenant, hash) {
      const has = (one: PlainRecord) => one.pieces.some((piece) => piece.hash === hash);
      return now.records.some((one) => one.tenant === tenant && has(one))
        ? now.texts[hash]
        : undefined;
    },
    keys: (tenant) => now.records.filter((one) => one.tenant === tenant),
  };
}

function isSame(one: RecordKey, other: RecordKey): boolean {
  return (['tenant', 'kind', 'owner', 'id'] as const).every((name) => one[name] === other[name]);
}

function replaced(
  records: readonly PlainRecord[],
  key: RecordKey,
  change: (record: PlainRecord) => PlainRecord,
): readonly PlainRecord[] {
  return records.map((record) => (isSame(record, key) ? change(record) : record));
}

function listOf(records: readonly PlainRecord[], query: ListQuery) {
  const { label, after, before, limit, order } = query;
  const all = records.filter((one) => isSame(one, { ...query, id: one.id }));
  const ordered = order === 'asc' ? all : all.toReversed();
  const indexOf = (id: string) => ordered.findIndex((one) => one.id === id);
  for (const id of [after, before]) if (id !== undefined && indexOf(id) < 0) return undefined;
  const start = after === undefined ? 0 : indexOf(after) + 1;
  const end = before === undefined ? ordered.length : indexOf(before);
  const wanted = ordered.slice(start, end).filter((one) => !label || one.label === label);
  return before === undefined ? wanted.slice(0, limit) : wanted.slice(-limit);
}

/** @returns nothing where its condition does not hold. */
function changed(plain: Plain, tenant: string, change: Change): Plain | undefined {
  switch (change.type) {
    case 'insert':
      return inserted(plain, tenant, change);
    case 'update':
      return updated(plain, tenant, change);
    case 'delete':
      return deleted(plain, { ...change, tenant });
    case 'release':
      return released(plain, tenant, change);
    case 'append': {
      const { log, first, last, events } = change;
      return { ...plain, batches: [...plain.batches, { tenant, log, first, last, events }] };
    }
    case 'dropEvents':
      return withoutLog(plain, tenant, change.log);
    case 'enqueue':
      return plain;
  }
}

function inserted(plain: Plain, tenant: string, change: ChangeOf<'insert'>): Plain | undefined {
  const { kind, owner, id, label, createdAt, body } = change;
  if (plain.records.some((one) => isSame(one, { tenant, kind, owner, id }))) return undefined;
  const key = { tenant, kind, owner, id, label, createdAt };
  const fresh = { version: 1, epoch: 0, holder: undefined, pieces: placesOf(change) };
  return { ...withTexts(plain, change), records: [...plain.records, { ...key, ...fresh, body }] };
}

function updated(plain: Plain, tenant: string, change: ChangeOf<'update'>): Plain | undefined {
  const { kind, owner, id, label, body, version } = change;
  const before = plain.records.find((one) => isSame(one, { tenant, kind, owner, id }));
  if (!before || (version !== undefined && version !== before.version)) return undefined;
  const records = replaced(plain.records, before, (one) => ({
    ...one,
    label: label ?? one.label,
    version: one.version + 1,
    body,
    pieces: placesOf(change),
  }));
  return { ...withTexts(plain, change), records };
}

function released(plain: Plain, tenant: string, change: ChangeOf<'release'>): Plain | undefined {
  const { kind, owner, id, epoch } = change;
  const before = plain.records.find((one) => isSame(one, { tenant, kind, owner, id }));
  if (before?.holder === undefined || before.epoch !== epoch) return undefined;
  return {
    ...plain,
    records: replaced(plain.records, before, (one) => ({ ...one, holder: undefined })),
  };
}

function deleted(plain: Plain, key: RecordKey): Plain {
  if (!plain.records.some((one) => isSame(one, key))) return plain;
  let left = withoutLog(plain, key.tenant, key.id);
  left = { ...left, records: left.records.filter((one) => !isSame(one, key)) };
  const owned = left.records.filter(
    ({ tenant, owner }) => tenant === key.tenant && owner !== '' && owner === key.id,
  );
  return owned.reduce(deleted, left);
}

function withoutLog(plain: Plain, tenant: string, log: string): Plain {
  return {
    ...plain,
    batches: plain.batches.filter((batch) => batch.tenant !== tenant || batch.log !== log),
  };
}

const placesOf = ({ pieces = [] }: ChangeOf<'insert' | 'update'>) =>
  pieces.map(({ at, hash }) => ({ at, hash }));

function withTexts(plain: Plain, { pieces = [] }: ChangeOf<'insert' | 'update'>): Plain {
  const texts = Object.fromEntries(pieces.map(({ hash, text }) => [hash, text ?? '']));
  return { ...plain, texts: { ...plain.texts, ...texts } };
}
