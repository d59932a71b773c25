import type { Ask, Database } from '../database.ts';
import { PostgresStoreError } from '../store-error.ts';
import { latestVersion, migrations, stepSql, versionTable } from './migrations.ts';
import { quoteSchema } from './names.ts';

/** Rewriting large tables may take long, and whoever comes second waits. */
const migrationTimeoutMs = 600_000;

/**
 * Brings the tables up to date, each step once, however many processes start at the same time.
 * @throws {PostgresStoreError} where a newer version has been there, or the role may not.
 */
export async function migrate(database: Database, name: string): Promise<void> {
  const before = await readVersion(database.ask, name);
  refuseNewer(before, name);
  if (before === latestVersion) return;
  try {
    await database.transaction((ask) => migrateAlone(ask, name), migrationTimeoutMs);
  } catch (error) {
    throw isForbidden(error) ? forbidden(await readRole(database.ask), name, before) : error;
  }
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

/** 0 where there is nothing. */
async function readVersion(ask: Ask, name: string): Promise<number> {
  const [found] = await ask<{ is_there: boolean }>(
    `select exists (
       select from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = $1 and c.relname = 'migrations'
     ) as is_there`,
    [name],
  );
  if (!found?.is_there) return 0;
  const [row] = await ask<{ version: number | null }>(
    `select max(version) as version from ${quoteSchema(name)}.migrations`,
  );
  return row?.version ?? 0;
}

export async function isSchemaThere(ask: Ask, name: string): Promise<boolean> {
  const rows = await ask('select from pg_namespace where nspname = $1', [name]);
  return rows.length > 0;
}

function refuseNewer(version: number, name: string): void {
  if (version <= latestVersion) return;
  throw new PostgresStoreError(
    `The tables in schema "${name}" are of version ${version}, made by a newer @gw/store-postgres; ` +
      `this one knows version ${latestVersion}. Use the newer one.`,
  );
}

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html insufficient_privilege */
export function isForbidden(error: unknown): boolean {
  return error instanceof PostgresStoreError && error.code === '42501';
}

export async function readRole(ask: Ask): Promise<string> {
  const [row] = await ask<{ role: string }>('select current_user as role');
  return row?.role ?? '';
}

/** Says what to run, and who can. */
export function forbidden(role: string, name: string, from: number): PostgresStoreError {
  const options = `{ schema: ${JSON.stringify(name)}, from: ${from}, grantTo: ${JSON.stringify(role)} }`;
  return new PostgresStoreError(
    `The role "${role}" may not create or use the store's tables in the schemas "${name}" and ` +
      `"${name}_queue". Run what migrationSql(${options}) returns as a role that may, such as the ` +
      "database's owner, and start again.",
    '42501',
  );
}
