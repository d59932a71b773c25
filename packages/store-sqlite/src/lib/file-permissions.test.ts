import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createBench } from './__fixtures__/bench.ts';
import { insert, pieceOf, tenant } from './__fixtures__/changes.ts';

const { makeDirectory, openStore } = createBench(onTestFinished);

it.skipIf(process.platform === 'win32')('everything is for this user alone', async () => {
  const directory = join(makeDirectory(), 'one', 'two');
  const store = await openStore(join(directory, 'state.db'));
  const pieces = [pieceOf('x'.repeat(1024 * 1024))];
  await store.write(tenant, [insert('a', { pieces })]);
  const entries = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const modes = ['.', '..', ...entries].map((entry) => {
    const { mode } = statSync(join(directory, entry));
    return [
      entry.replace(/[0-9a-f]{32}.*$/, (all) => (all.includes('.') ? 'piece' : 'tenant')),
      (mode & 0o777).toString(8),
    ];
  });
  expect(modes.sort()).toEqual([
    ['.', '700'],
    ['..', '700'],
    ['state.db', '600'],
    ['state.db-pieces', '700'],
    ['state.db-pieces/piece', '600'],
    ['state.db-pieces/tenant', '700'],
    ['state.db-shm', '600'],
    ['state.db-wal', '600'],
  ]);
});
