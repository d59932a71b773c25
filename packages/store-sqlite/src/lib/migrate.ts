import type { Database } from './database.ts';
import { records } from './migrations/001-records.ts';
import { SqliteStoreError } from './store-error.ts';

/** The n-th one brings a database of version n - 1 to version n. Those that were released are never changed. */
export const migrations: readonly string[] = [records];

/** Marks a database as ours: "gwst". @see https://www.sqlite.org/pragma.html#pragma_application_id */
const applicationId = 0x67777374;

/**
 * Brings the tables up to date, each step in a transaction of its own. Several processes may do so at
 * the same time.
 * @throws {SqliteStoreError} for a database of another program, and of a newer version of this one.
 */
export async function migrate(database: Database, steps = migrations): Promise<void> {
  const version = () => readVersion(database, steps.length);
  while ((await database.read(version)) < steps.length) {
    await database.transact(() => {
      // Another process may have been faster.
      const before = version();
      const step = steps[before];
      if (step !== undefined) apply(database, step, before + 1);
      return true;
    });
  }
}

function apply(database: Database, step: string, version: number): void {
  if (version === 1) {
    database.exec('create table schema_version (version integer not null) strict');
    database.exec('insert into schema_version values (0)');
    database.exec(`pragma application_id = ${applicationId}`);
  }
  database.exec(step);
  database.run('update schema_version set version = ?1', version);
}

/** @returns 0 for a database without tables. */
function readVersion(database: Database, newest: number): number {
  const { file } = database;
  const tables = database.first<{ count: number }>('select count(*) as count from sqlite_schema');
  if (tables?.count === 0) return 0;
  const mark = database.first<{ application_id: number }>('pragma application_id');
  if (mark?.application_id !== applicationId)
    throw new SqliteStoreError(
      'not_a_database',
      file,
      'it is a database of another program. Name another file.',
    );
  const version =
    database.first<{ version: number }>('select version from schema_version')?.version ?? 0;
  if (version > newest)
    throw new SqliteStoreError(
      'newer_version',
      file,
      `a newer @gw/store-sqlite wrote it (version ${version}, this one knows ${newest}). Update the package, or name another file.`,
    );
  return version;
}
