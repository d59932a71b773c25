import type { Ask } from '../database.ts';
import { PostgresStoreError } from '../store-error.ts';

interface ServerRow {
  readonly version: number;
  readonly encoding: string;
  readonly isolation: string;
}

const oldest = 13;

/** @throws {PostgresStoreError} for a server, or a database, on which the store would not be right. */
export async function checkServer(ask: Ask): Promise<void> {
  const [row] = await ask<ServerRow>(
    `select current_setting('server_version_num')::int / 10000 as version,
       current_setting('server_encoding') as encoding,
       current_setting('default_transaction_isolation') as isolation`,
  );
  if (!row) throw new PostgresStoreError('The server does not say what it is.');
  if (row.version < oldest)
    throw new PostgresStoreError(
      `PostgreSQL ${oldest} or newer is needed; this is ${row.version}.`,
    );
  if (row.encoding !== 'UTF8')
    throw new PostgresStoreError(
      `The database is encoded in ${row.encoding}; texts of any language need one in UTF8.`,
    );
  // Locks are followed by a new look: in the others that would be a look at the past.
  if (row.isolation !== 'read committed')
    throw new PostgresStoreError(
      `"default_transaction_isolation" is "${row.isolation}" for this role or database; the store ` +
        'needs "read committed".',
    );
}
