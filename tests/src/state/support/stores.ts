import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore, type StateStore } from '@gw/state';
import { createSqliteStore } from '@gw/store-sqlite';
import { describe } from 'vitest';

/** Makes an empty store; closed, it leaves nothing behind. */
export type OpenStore = () => StateStore;

const stores: Readonly<Record<string, OpenStore>> = {
  memory: createMemoryStore,
  sqlite: createTemporarySqliteStore,
};

/** The same tests on every store: `onEveryStore('replay', (openStore) => …)` */
export function onEveryStore(name: string, tests: (openStore: OpenStore) => void): void {
  describe.each(Object.entries(stores))(`${name}, %s store`, (_, openStore) => tests(openStore));
}

function createTemporarySqliteStore(): StateStore {
  const directory = mkdtempSync(join(tmpdir(), 'gw-state-'));
  const store = createSqliteStore({ directory });
  return {
    ...store,
    async close() {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
