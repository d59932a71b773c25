import type { ListQuery, RecordKey, StoredRecord } from '@gw/state';
import type { Database } from './database.ts';
import type { Value } from './prepared.ts';
import { type RecordRow, recordColumns, toRecord } from './record-row.ts';
import { toKept } from './text.ts';

/** True for records that were not deleted together with their owner. */
const isLive = `not exists (
  select 1 from sweeps
  where sweeps.tenant = records.tenant and sweeps.id = records.owner
    and sweeps.records_until >= records.position
)`;

export function getRecord(database: Database, key: RecordKey): StoredRecord | undefined {
  return one(
    database,
    `tenant = ?1 and id = ?2 and kind = ?3 and owner = ?4 and ${isLive}`,
    key.tenant,
    key.id,
    key.kind,
    key.owner,
  );
}

export function findRecord(
  database: Database,
  tenant: string,
  kind: string,
  id: string,
): StoredRecord | undefined {
  const where = `tenant = ?1 and id = ?2 and kind = ?3 and ${isLive} order by position desc limit 1`;
  return one(database, where, tenant, id, kind);
}

/** @returns nothing where a cursor names no record of the collection. */
export function listRecords(
  database: Database,
  query: ListQuery,
): readonly StoredRecord[] | undefined {
  const after = cursor(database, query, query.after);
  const before = cursor(database, query, query.before);
  if (after === null || before === null) return undefined;
  const [low, high] = query.order === 'asc' ? [after, before] : [before, after];
  // What ends at a record is read from there, against the order, and turned round.
  const isBackwards = before !== undefined;
  const isAscending = (query.order === 'asc') !== isBackwards;
  const values = [
    query.tenant,
    query.owner,
    query.kind,
    Math.max(low ?? 0, goneUntil(database, query)),
    high ?? Number.MAX_SAFE_INTEGER,
    query.limit,
  ];
  const label: Value[] = query.label === undefined ? [] : [toKept(query.label)];
  const rows = many(
    database,
    `tenant = ?1 and owner = ?2 and kind = ?3 and position > ?4 and position < ?5
     ${label.length === 0 ? '' : 'and label = ?7'}
     order by position ${isAscending ? 'asc' : 'desc'} limit ?6`,
    ...values,
    ...label,
  );
  return isBackwards ? rows.reverse() : rows;
}

export function listExpiredRecords(database: Database, kind: string, limit: number) {
  const where = `kind = ?1 and held_until <= ?2 and ${isLive} order by held_until, position limit ?3`;
  return many(database, where, kind, Date.now(), limit);
}

export function listOlderRecords(
  database: Database,
  kind: string,
  beforeMs: number,
  limit: number,
  after: StoredRecord | undefined,
) {
  // Each tenant has its own positions.
  const where = `kind = ?1 and created_at < ?2 and ${isLive}
    ${after ? 'and (created_at, position, tenant) > (?4, ?5, ?6)' : ''}
    order by created_at, position, tenant limit ?3`;
  const place = after ? [after.createdAt, after.position, after.tenant] : [];
  return many(database, where, kind, beforeMs, limit, ...place);
}

/** @returns the position of a record of the collection; null where it has none of that id. */
function cursor(
  database: Database,
  { tenant, kind, owner }: ListQuery,
  id: string | undefined,
): number | null | undefined {
  if (id === undefined) return undefined;
  const found = database.first<{ position: number }>(
    `select position from records
     where tenant = ?1 and id = ?2 and kind = ?3 and owner = ?4 and ${isLive}`,
    tenant,
    id,
    kind,
    owner,
  );
  return found?.position ?? null;
}

/** Up to which position the collection was deleted with its owner. */
function goneUntil(database: Database, { tenant, owner }: ListQuery): number {
  const sweep = database.first<{ records_until: number }>(
    'select records_until from sweeps where tenant = ?1 and id = ?2',
    tenant,
    owner,
  );
  return sweep?.records_until ?? 0;
}

function one(database: Database, where: string, ...values: Value[]): StoredRecord | undefined {
  const row = database.first<RecordRow>(
    `select ${recordColumns} from records where ${where}`,
    ...values,
  );
  return row && toRecord(row);
}

function many(database: Database, where: string, ...values: Value[]): StoredRecord[] {
  return database
    .all<RecordRow>(`select ${recordColumns} from records where ${where}`, ...values)
    .map(toRecord);
}
