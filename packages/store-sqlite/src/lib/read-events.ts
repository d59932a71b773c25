import type { EventBatch } from '@gw/state';
import type { Database } from './database.ts';
import { fromKept, type KeptText } from './text.ts';

interface BatchRow {
  readonly first: number;
  readonly last: number;
  readonly events: KeptText;
}

/** @param limit how many batches. */
export function readEventBatches(
  database: Database,
  tenant: string,
  log: string,
  after: number,
  limit: number,
): readonly EventBatch[] {
  const rows = database.all<BatchRow>(
    `select first, last, events from logs
     where tenant = ?1 and log = ?2 and last > ?3 and position > coalesce(
       (select events_until from sweeps where tenant = ?1 and id = ?2), 0)
     order by last, position limit ?4`,
    tenant,
    log,
    after,
    limit,
  );
  return rows.map(({ first, last, events }) => ({ first, last, events: fromKept(events) }));
}
