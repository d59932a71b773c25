import type { RecordKey } from '@gw/state';
import type { Ask } from './database.ts';
import { encodeText } from './text-codec.ts';

/** Records that are held for a time, by the server's clock: those of the gateways may differ. */
export function createLeases(ask: Ask, schema: string) {
  const isIt = `r.tenant = $1 and r.id = $2 and r.kind = $3 and r.owner = $4
    and r.position > ${schema}.floor_of(r.tenant, r.owner)`;
  // Not now(), which stands still while a statement waits for another one.
  const until = `held_until = clock_timestamp() + $5::float8 * interval '1 millisecond'`;
  const acquireSql = `update ${schema}.records r set ${until}, holder = $6, epoch = r.epoch + 1
    where ${isIt} and (r.held_until is null or r.held_until <= clock_timestamp())
    returning r.epoch`;
  const renewSql = `update ${schema}.records r set ${until}
    where ${isIt} and r.epoch = $6 and r.held_until > clock_timestamp()
    returning r.epoch`;

  return {
    async acquire(key: RecordKey, holder: string, ms: number): Promise<number | undefined> {
      const values = [...valuesOf(key), ms, encodeText(holder)];
      const [row] = await ask<{ readonly epoch: string }>(acquireSql, values);
      return row && Number(row.epoch);
    },
    async renew(key: RecordKey, epoch: number, ms: number): Promise<boolean> {
      return (await ask(renewSql, [...valuesOf(key), ms, epoch])).length > 0;
    },
  };
}

function valuesOf({ tenant, id, kind, owner }: RecordKey): readonly string[] {
  return [tenant, id, kind, owner];
}
