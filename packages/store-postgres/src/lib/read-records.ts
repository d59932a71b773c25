import type { ListQuery, RecordKey, StoredRecord } from '@gw/state';
import type { Ask } from './database.ts';
import { listSql, listValues } from './list-sql.ts';
import { columnsOf, type RecordRow, toRecord } from './record-row.ts';

/** What is read of records. */
export function createRecordReader(ask: Ask, schema: string) {
  const columns = columnsOf('r');
  const isThere = `r.position > ${schema}.floor_of(r.tenant, r.owner)`;
  const getSql = `select ${columns} from ${schema}.records r
    where r.tenant = $1 and r.id = $2 and r.kind = $3 and r.owner = $4 and ${isThere}`;
  const findSql = `select ${columns} from ${schema}.records r
    where r.tenant = $1 and r.id = $2 and r.kind = $3 and ${isThere}
    order by r.position desc limit 1`;
  const expiredSql = `select ${columns} from ${schema}.records r
    where r.kind = $1 and r.holder is not null and r.held_until <= clock_timestamp() and ${isThere}
    order by r.held_until, r.position limit $2`;

  async function askFor(sql: string, values: readonly unknown[]): Promise<StoredRecord[]> {
    return (await ask<RecordRow>(sql, values)).map(toRecord);
  }

  return {
    async get({ tenant, kind, owner, id }: RecordKey): Promise<StoredRecord | undefined> {
      return (await askFor(getSql, [tenant, id, kind, owner]))[0];
    },
    async find(tenant: string, kind: string, id: string): Promise<StoredRecord | undefined> {
      return (await askFor(findSql, [tenant, id, kind]))[0];
    },
    async list(query: ListQuery): Promise<readonly StoredRecord[] | undefined> {
      const rows = await ask<ListRow>(listSql(schema, query), listValues(query));
      // There is always one row, which tells of the cursors.
      if (!rows[0]?.are_cursors_there) return undefined;
      const records = rows.filter(isRecordRow).map(toRecord);
      return query.before === undefined ? records : records.reverse();
    },
    listExpired: (kind: string, limit: number) => askFor(expiredSql, [kind, limit]),
    listOlder(kind: string, beforeMs: number, limit: number, after?: StoredRecord) {
      const sql = olderSql(schema, columns, after ? `${isThere} and ${isBehind}` : isThere);
      const place = after ? [after.createdAt, after.position] : [];
      return askFor(sql, [kind, beforeMs, limit, ...place]);
    },
  };
}

type ListRow = { readonly are_cursors_there: boolean } & (RecordRow | { readonly id: null });

function isRecordRow(row: ListRow): row is ListRow & RecordRow {
  return row.id !== null;
}

/** In the order of {@link olderSql}; no two have the same position. */
const isBehind = '(r.created_at, r.position) > ($4, $5)';

/**
 * Tenant by tenant, each by its index: the tenant stands first there. The tenants are found by
 * leaping from one to the next in the same index.
 * @see https://wiki.postgresql.org/wiki/Loose_indexscan
 */
function olderSql(schema: string, columns: string, isThere: string): string {
  return `
    with recursive tenants (tenant) as (
      (select tenant from ${schema}.records order by tenant limit 1)
      union all
      select (
        select n.tenant from ${schema}.records n where n.tenant > t.tenant order by n.tenant limit 1
      ) from tenants t where t.tenant is not null
    )
    select ${columns} from tenants t cross join lateral (
      select * from ${schema}.records r
      where r.tenant = t.tenant and r.kind = $1 and r.created_at < $2
        and r.created_at >= 0 and ${isThere}
      order by r.created_at, r.position limit $3
    ) r
    order by r.created_at, r.position limit $3`;
}
