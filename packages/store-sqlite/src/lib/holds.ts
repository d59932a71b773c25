import type { RecordKey } from '@gw/state';
import type { Database } from './database.ts';
import { getRecord } from './read-records.ts';

/** @returns the new epoch; nothing where it is held, or not there. */
export function acquireRecord(
  database: Database,
  key: RecordKey,
  holder: string,
  ms: number,
): number | undefined {
  const record = getRecord(database, key);
  if (!record || record.holder !== undefined) return undefined;
  const epoch = record.epoch + 1;
  database.run(
    `update records set holder = ?5, held_until = ?6, epoch = ?7
     where tenant = ?1 and id = ?2 and kind = ?3 and owner = ?4`,
    ...valuesOf(key),
    holder,
    Date.now() + ms,
    epoch,
  );
  return epoch;
}

/** @returns whether it is still held in this epoch. */
export function renewRecord(
  database: Database,
  key: RecordKey,
  epoch: number,
  ms: number,
): boolean {
  const record = getRecord(database, key);
  if (record?.holder === undefined || record.epoch !== epoch) return false;
  database.run(
    `update records set held_until = ?5
     where tenant = ?1 and id = ?2 and kind = ?3 and owner = ?4`,
    ...valuesOf(key),
    Date.now() + ms,
  );
  return true;
}

function valuesOf({ tenant, id, kind, owner }: RecordKey) {
  return [tenant, id, kind, owner] as const;
}
