import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeSuite } from '@gw/state/conformance';
import { describe, it } from 'vitest';
import { createSqliteStore } from './create-sqlite-store.ts';

const suite = storeSuite({
  async open() {
    const directory = mkdtempSync(join(tmpdir(), 'gw-store-sqlite-'));
    // Handlers that throw are a part of the suite.
    const make = () => createSqliteStore({ directory, log: { warn: () => {} } });
    return {
      store: make(),
      reopen: async () => make(),
      stop: async () => rmSync(directory, { recursive: true }),
    };
  },
});

describe('a SQLite store keeps what the port promises', () => {
  for (const { title, run } of suite) it.concurrent(title, run);
});
