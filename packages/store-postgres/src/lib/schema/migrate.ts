import type { Ask, Database } from '../database.ts';
import { PostgresStoreError } from '../store-error.ts';
import { latestVersion, migrations, stepSql, versionTable } from './migrations.ts';
import { quoteSchema } from './names.ts';
import { isSchemaThere, readVersion } from './read-versions.ts';

/** Rewriting large tables may take long, and whoever comes second waits. */
export const migrationTimeoutMs = 600_000;

/**
 * Brings the tables up to date, each step once, however many processes start at the same time.
 * @throws {PostgresStoreError} where a newer version has been there, or the role may not.
 */
export async function migrate(database: Database, name: string): Promise<void> {
  const version = await readVersion(database.ask, name);
  refuseNewer(version, name);
  if (version === latestVersion) return;
  await database.transaction((ask) => migrateAlone(ask, name), migrationTimeoutMs);
}

/** Until the end of the transaction nobody else changes the tables of this schema, or of its queue. */
export async function lockMigrations(ask: Ask, name: string): Promise<void> {
  await ask(`set local statement_timeout = ${migrationTimeoutMs}`);
  await ask(`set local lock_timeout = ${migrationTimeoutMs}`);
  await ask('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `@gw/store-postgres ${name}`,
  ]);
}

async function migrateAlone(ask: Ask, name: string): Promise<void> {
  const schema = quoteSchema(name);
  await ask(`set local statement_timeout = ${migrationTimeoutMs}`);
  await ask(`set local lock_timeout = ${migrationTimeoutMs}`);
  await ask('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `@gw/store-postgres ${name}`,
  ]);
  const version = await readVersion(ask, name);
  refuseNewer(version, name);
  // "if not exists" asks for the right to create one even where it is there.
  if (!(await isSchemaThere(ask, name))) await ask(`create schema ${schema}`);
  if (version === 0) await ask(versionTable(schema));
  for (const step of migrations) if (step.version > version) await ask(stepSql(step, schema));
}

function refuseNewer(version: number, name: string): void {
  if (version <= latestVersion) return;
  throw new PostgresStoreError(
    `The tables in the schema "${name}" are of version ${version}, made by a newer ` +
      `@gw/store-postgres; this one knows version ${latestVersion}. Use the newer one.`,
  );
}
