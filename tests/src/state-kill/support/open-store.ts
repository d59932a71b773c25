import type { StateStore } from '@gw/state';
import { createPostgresStore } from '@gw/store-postgres';
import { createSqliteStore } from '@gw/store-sqlite';

/** @param where the URL of a database, or the path of a file. */
export function openStore(kind: string, where: string): StateStore {
  if (kind === 'postgres') return createPostgresStore({ connectionString: where });
  if (kind === 'sqlite') return createSqliteStore({ file: where });
  throw new Error(`No store is called "${kind}".`);
}
