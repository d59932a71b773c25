import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateStore } from '../../packages/state/src/index.ts';
import { createPostgresStore } from '../../packages/store-postgres/src/index.ts';
import { createSqliteStore } from '../../packages/store-sqlite/src/index.ts';
import { startPostgres } from '../postgres/start-postgres.ts';

/** An empty store in a place of its own. */
export interface SoakPlace {
  readonly store: StateStore;
  /** In bytes. */
  sizeOnDisk(): Promise<number>;
  /** Of everything, once the store is closed. */
  remove(): Promise<void>;
}

export function openSqlitePlace(): SoakPlace {
  const directory = mkdtempSync(join(tmpdir(), 'gw-soak-'));
  return {
    store: createSqliteStore({ directory }),
    sizeOnDisk: async () => sizeOf(directory),
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

function sizeOf(directory: string): number {
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce(
    (sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size,
    0,
  );
}

/** What is needed of `pg`, which is the store's. */
interface Pg {
  readonly Client: new (options: {
    readonly connectionString: string;
  }) => {
    connect(): Promise<void>;
    query(text: string): Promise<{ readonly rows: readonly { readonly size: string }[] }>;
    end(): Promise<void>;
  };
}

export async function openPostgresPlace(): Promise<SoakPlace> {
  const server = await startPostgres();
  const ownerOfPg = new URL('../../packages/store-postgres/package.json', import.meta.url);
  const { Client } = createRequire(ownerOfPg)('pg') as Pg;
  return {
    store: createPostgresStore({ connectionString: server.url }),
    async sizeOnDisk() {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      const { rows } = await client.query('select pg_database_size(current_database()) as size');
      await client.end();
      return Number(rows[0]?.size);
    },
    remove: () => server.remove(),
  };
}
