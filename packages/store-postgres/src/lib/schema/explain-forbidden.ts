import type { Ask } from '../database.ts';
import { PostgresStoreError } from '../store-error.ts';
import { latestVersion } from './migrations.ts';
import { queueSchemaOf } from './names.ts';
import { readQueueVersion, readVersion } from './read-versions.ts';

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const insufficientPrivilege = '42501';

/** An error that says what to run, in place of one that says that the role may not; others as they are. */
export async function explainForbidden(error: unknown, ask: Ask, name: string): Promise<unknown> {
  if (!isForbidden(error)) return error;
  const [row] = await ask<{ readonly role: string }>('select current_user as role');
  const options = {
    schema: name,
    // What is there and may not be read needs no step, but the right to use it.
    from: await unlessForbidden(readVersion(ask, name), latestVersion),
    queueFrom: await unlessForbidden(readQueueVersion(ask, name), undefined),
    grantTo: row?.role ?? '',
  };
  return new PostgresStoreError(
    `The role "${options.grantTo}" may not create or use the tables in the schemas "${name}" and ` +
      `"${queueSchemaOf(name)}". Run what migrationSql(${JSON.stringify(options)}) returns, as a ` +
      "role that may, such as the database's owner; then start again.",
    insufficientPrivilege,
  );
}

async function unlessForbidden<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (isForbidden(error)) return otherwise;
    throw error;
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof PostgresStoreError && error.code === insufficientPrivilege;
}
