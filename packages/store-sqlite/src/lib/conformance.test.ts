import { join } from 'node:path';
import { storeSuite } from '@gw/state/conformance';
import { describe, it } from 'vitest';
import { makeDirectory } from './__fixtures__/temporary-directory.ts';
import { createSqliteStore } from './create-sqlite-store.ts';

const suite = storeSuite({
  async open() {
    const directory = makeDirectory();
    // Failing handlers are a part of the suite.
    const log = { warn: () => {} };
    const make = () => createSqliteStore({ file: join(directory.path, 'state.db'), log });
    return {
      store: make(),
      reopen: async () => make(),
      stop: async () => directory.remove(),
    };
  },
});

describe('a SQLite store keeps what the port promises', () => {
  for (const { title, run } of suite) it.concurrent(title, run);
});
