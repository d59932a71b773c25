import { existsSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StateStore } from '@gw/state';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBench } from './__fixtures__/bench.ts';
import { insert, keyOf, pieceOf, tenant } from './__fixtures__/changes.ts';
import { countRows } from './__fixtures__/read-rows.ts';
import { createSqliteStore } from './create-sqlite-store.ts';

const { newFile, openStore } = createBench(onTestFinished);

const calls: Readonly<Record<string, (store: StateStore) => unknown>> = {
  get: (store) => store.get(keyOf('a')),
  find: (store) => store.find(tenant, 'note', 'a'),
  list: (store) => store.list({ ...keyOf(''), limit: 1, order: 'asc' }),
  write: (store) => store.write(tenant, [insert('a')]),
  acquire: (store) => store.acquire(keyOf('a'), 'me', 1),
  renew: (store) => store.renew(keyOf('a'), 1, 1),
  readEvents: (store) => store.readEvents(tenant, 'a', 0, 1),
  readPiece: (store) => store.readPiece(tenant, 'a'),
  listExpired: (store) => store.listExpired('note', 1),
  listOlder: (store) => store.listOlder('note', 1, 1),
  subscribe: async (store) => store.subscribe(tenant, 'a', () => {}),
  work: (store) => store.work('runs', 1, async () => {}),
};

describe('every call', () => {
  it.each(Object.entries(calls))(
    '%s is refused before the start and after the end',
    async (_, call) => {
      const file = newFile();
      const store = createSqliteStore({ file });
      await expect(call(store)).rejects.toMatchObject({
        code: 'not_started',
        message: `State file "${file}": call start() first.`,
      });
      await store.start();
      await call(store);
      await store.close();
      await expect(call(store)).rejects.toMatchObject({
        code: 'closed',
        message: `State file "${file}": the store is closed.`,
      });
      await expect(store.start()).rejects.toMatchObject({ code: 'closed' });
    },
  );
});

describe('close', () => {
  it('lets what has begun end', async () => {
    const file = newFile();
    const store = await openStore(file);
    const piece = pieceOf('x'.repeat(1024 * 1024));
    const writing = store.write(tenant, [insert('a', { pieces: [piece] })]);
    await Promise.all([store.close(), store.close()]);
    expect(await writing).toBe(true);
    expect(await (await openStore(file)).readPiece(tenant, piece.hash)).toBe(piece.text);
  });

  it('may come before the start, and while it is on its way', async () => {
    await createSqliteStore({ file: newFile() }).close();
    const file = newFile();
    const store = createSqliteStore({ file });
    const starting = store.start();
    await store.close();
    await starting;
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it('leaves one file behind, complete in itself', async () => {
    const file = newFile();
    const store = await openStore(file);
    await store.write(tenant, [insert('a')]);
    await store.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(countRows(file, 'records')).toBe(1);
  });
});

it('nothing is written where nothing is to be', async () => {
  const file = newFile();
  const first = await openStore(file);
  await first.write(tenant, [insert('a')]);
  await first.close();
  const before = readFileSync(file);
  const store = await openStore(file);
  await store.get(keyOf('a'));
  await store.write(tenant, [insert('a')]);
  await store.write(tenant, []);
  await store.close();
  expect(readFileSync(file).equals(before)).toBe(true);
});

describe('work', () => {
  it('that takes longer than its lease is given to nobody else', async () => {
    const file = newFile();
    const settings = { workLeaseMs: 200 };
    const stores = [await openStore(file, settings), await openStore(file, settings)];
    let begun = 0;
    let done = 0;
    for (const store of stores)
      await store.work('runs', 2, async () => {
        begun += 1;
        await new Promise((resolve) => setTimeout(resolve, 900));
        done += 1;
      });
    await stores[0]?.write(tenant, [{ type: 'enqueue', topic: 'runs', id: 'w' }]);
    await vi.waitFor(() => expect(countRows(file, 'work')).toBe(0), 5_000);
    expect([begun, done]).toEqual([1, 1]);
  });

  it('that fails is told of, with its reason', async () => {
    const log = {
      messages: [] as string[],
      warn: (message: string) => void log.messages.push(message),
    };
    const store = await openStore(newFile(), { log });
    let tries = 0;
    await store.work('runs', 1, async () => {
      tries += 1;
      if (tries < 3) throw new Error('no');
    });
    await store.write(tenant, [{ type: 'enqueue', topic: 'runs', id: 'w' }]);
    await vi.waitFor(() => expect(tries).toBe(3), 5_000);
    expect(log.messages).toEqual([
      '@gw/store-sqlite: Work w failed and is tried again in 50 ms.',
      '@gw/store-sqlite: Work w failed and is tried again in 100 ms.',
    ]);
  });

  it('that has failed often waits no longer than 5 s', async () => {
    const file = newFile();
    const { promise: told, resolve: warn } = Promise.withResolvers<string>();
    const store = await openStore(file, { log: { warn } });
    await store.write(tenant, [{ type: 'enqueue', topic: 'runs', id: 'w' }]);
    const database = new DatabaseSync(file);
    database.exec('update work set attempts = 20');
    database.close();
    await store.work('runs', 1, async () => {
      throw new Error('no');
    });
    expect(await told).toBe('@gw/store-sqlite: Work w failed and is tried again in 5000 ms.');
  });

  it('in hand when the store is closed is given again', async () => {
    const file = newFile();
    const first = await openStore(file, { workLeaseMs: 200 });
    const begun = Promise.withResolvers<void>();
    await first.work('runs', 1, async () => {
      begun.resolve();
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await first.write(tenant, [{ type: 'enqueue', topic: 'runs', id: 'w' }]);
    await begun.promise;
    await first.close();
    const store = await openStore(file);
    const again = Promise.withResolvers<string>();
    await store.work('runs', 1, async ({ id }) => again.resolve(id));
    expect(await again.promise).toBe('w');
  });
});

it('keys that SQLite would confuse are refused', async () => {
  const store = await openStore(newFile());
  await expect(store.get(keyOf('a\ud800'))).rejects.toThrow('well-formed');
  await expect(store.write('\udfff', [insert('a')])).rejects.toThrow('well-formed');
});
