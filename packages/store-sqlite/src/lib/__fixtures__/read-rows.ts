import { DatabaseSync } from 'node:sqlite';

/** Rows as any SQLite client sees them. */
export function readRows(file: string, sql: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    // Not as the engine's own objects, which have no prototype.
    return Array.from(database.prepare(sql).all(), (row) => ({ ...row }));
  } finally {
    database.close();
  }
}

export function countRows(file: string, table: string): number {
  return Number(readRows(file, `select count(*) as count from ${table}`)[0]?.count);
}
