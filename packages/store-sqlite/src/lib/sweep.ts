import type { Database } from './database.ts';
import { dropUnused, leavePieces } from './pieces.ts';
import { toReferences } from './record-row.ts';

/**
 * How many rows are deleted in one go. A record with all that it owns may be ten thousand rows: they
 * are gone for every reader with one row in `sweeps`, and from the disk bit by bit.
 */
export const rowsAtOnce = 100;

interface Sweep {
  readonly tenant: string;
  readonly id: string;
  readonly records_until: number;
  readonly events_until: number;
}

/** What a batch did. */
export interface Swept {
  readonly rows: number;
  /** The files to delete, once it is committed. */
  readonly files: readonly string[];
}

/** @returns nothing where nothing is left to be done. */
export function sweepAny(database: Database): Swept | undefined {
  const sweep = database.first<Sweep>('select * from sweeps limit 1');
  return sweep && sweepRows(database, sweep, rowsAtOnce);
}

/** @param limit how many rows. */
export function sweepId(database: Database, tenant: string, id: string, limit: number): Swept {
  const sweep = database.first<Sweep>(
    'select * from sweeps where tenant = ?1 and id = ?2',
    tenant,
    id,
  );
  return sweep && limit > 0 ? sweepRows(database, sweep, limit) : { rows: 0, files: [] };
}

function sweepRows(database: Database, sweep: Sweep, limit: number): Swept {
  const { rows, files } = sweepRecords(database, sweep, limit);
  const batches = rows < limit ? sweepEvents(database, sweep, limit - rows) : 0;
  if (rows + batches < limit)
    database.run('delete from sweeps where tenant = ?1 and id = ?2', sweep.tenant, sweep.id);
  return { rows: rows + batches, files };
}

function sweepRecords(
  database: Database,
  { tenant, id, records_until }: Sweep,
  limit: number,
): Swept {
  const gone = database.all<{ position: number; pieces: string | null }>(
    `delete from records where rowid in (
       select rowid from records where tenant = ?1 and owner = ?2 and position <= ?3 limit ?4)
     returning position, pieces`,
    tenant,
    id,
    records_until,
    limit,
  );
  const loose = new Set<string>();
  for (const { position, pieces } of gone) {
    const references = toReferences(pieces);
    leavePieces(database, { tenant, position }, references);
    for (const { hash } of references) loose.add(hash);
  }
  return { rows: gone.length, files: dropUnused(database, tenant, loose) };
}

function sweepEvents(
  database: Database,
  { tenant, id, events_until }: Sweep,
  limit: number,
): number {
  return database.run(
    `delete from logs where rowid in (
       select rowid from logs where tenant = ?1 and log = ?2 and position <= ?3 limit ?4)`,
    tenant,
    id,
    events_until,
    limit,
  );
}
