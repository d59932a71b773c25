import type { StateStore } from '@gw/state';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, insert, keyOf, remove, tenant } from '../__fixtures__/notes.ts';
import {
  startTestServer,
  startWithinMs,
  type TestDatabase,
  type TestServer,
} from '../__fixtures__/test-server.ts';
import { createPostgresStore } from './create-postgres-store.ts';
import { quoteSchema } from './schema/names.ts';
import { createWriter, isEnqueue } from './write-changes.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, startWithinMs);
afterAll(() => server?.remove());

let database: TestDatabase;
let store: StateStore;
beforeEach(async () => {
  database = await server.createDatabase();
  store = createPostgresStore({ connectionString: database.url, log: { warn() {} } });
  await store.start();
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const tables = ['records', 'events', 'pieces', 'piece_references', 'removals'];

/** How many rows a table has, on the disk. */
async function countRows(): Promise<Record<string, number>> {
  const columns = tables.map((table) => `(select count(*)::int from gw.${table}) as ${table}`);
  const [row] = await database.query<Record<string, number>>(`select ${columns.join(', ')}`);
  return row ?? {};
}

const nothing = Object.fromEntries(tables.map((table) => [table, 0]));
const list = (owner: string) =>
  store.list({ tenant, kind: 'note', owner, limit: 10, order: 'asc' });

/** A record with many items, each with a piece of its own; one of them owns more, and has a log. */
async function fill(items: number): Promise<void> {
  await store.write(tenant, [insert('a'), insert('b')]);
  for (let start = 0; start < items; start += 1000) {
    const some = Array.from({ length: Math.min(1000, items - start) }, (_, n) =>
      insert(`i${start + n}`, {
        owner: 'a',
        pieces: [
          { at: 0, hash: `hash ${start + n}`, text: 'piece' },
          { at: 1, hash: 'shared', text: 'shared' },
        ],
      }),
    );
    expect(await store.write(tenant, some)).toBe(true);
  }
  await store.write(tenant, [
    insert('leaf', { owner: 'i7', pieces: [{ at: 0, hash: 'leaf', text: 'leaf' }] }),
    { type: 'append', log: 'a', first: 0, last: 0, events: '[]' },
    { type: 'append', log: 'i7', first: 0, last: 0, events: '[]' },
    { type: 'append', log: 'leaf', first: 0, last: 0, events: '[]' },
  ]);
}

/** A write of another process that is done, and not yet committed. */
async function begin(changes: Parameters<StateStore['write']>[1]) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('begin');
  const ask = async <Row>(text: string, values?: readonly unknown[]) =>
    (await client.query(text, [...(values ?? [])])).rows as Row[];
  const write = createWriter(quoteSchema('gw'), 500);
  expect(
    await write(
      ask,
      tenant,
      changes.filter((change) => !isEnqueue(change)),
    ),
  ).toMatchObject({ isDone: true });
  return {
    async commit() {
      await client.query('commit');
      await client.end();
    },
  };
}

async function expectWaiting(work: Promise<unknown>): Promise<void> {
  const waited = new Promise((resolve) => setTimeout(() => resolve('it waits'), 300));
  expect(await Promise.race([work, waited])).toBe('it waits');
}

/** Stops whatever would take rows off the disk. */
const holdSweeper = () => database.query('alter function gw.sweep(int) rename to sweep_held');
const letSweeperGo = () => database.query('alter function gw.sweep_held(int) rename to sweep');

describe('a delete of much', () => {
  it('is done at once for every reader, and off the disk soon after', async () => {
    await fill(10_000);
    await holdSweeper();
    const startedAt = performance.now();
    expect(await store.write(tenant, [remove('a')])).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(500);
    // Still there …
    expect(await countRows()).toMatchObject({ records: 10_002, pieces: 10_002, removals: 1 });
    // … and for nobody.
    expect(await list('a')).toEqual([]);
    expect(await store.get(keyOf('i7', 'a'))).toBeUndefined();
    expect(await store.find(tenant, 'note', 'i7')).toBeUndefined();
    expect(await store.get(keyOf('leaf', 'i7'))).toBeUndefined();
    expect(await store.find(tenant, 'note', 'leaf')).toBeUndefined();
    for (const log of ['a', 'i7', 'leaf'])
      expect(await store.readEvents(tenant, log, -1, 9)).toEqual([]);
    for (const hash of ['hash 3', 'shared', 'leaf'])
      expect(await store.readPiece(tenant, hash)).toBeUndefined();
    expect(await store.acquire(keyOf('i7', 'a'), 'me', 1_000)).toBeUndefined();
    expect(await store.write(tenant, [], { ...keyOf('i7', 'a'), epoch: 0 })).toBe(false);
    expect((await store.listOlder('note', 2_000, 9)).map(({ id }) => id)).toEqual(['b']);
    expect(await store.get(keyOf('b'))).toBeDefined();

    await letSweeperGo();
    // Any of those that follow wakes it again.
    await store.write(tenant, [remove('b')]);
    const other = createPostgresStore({ connectionString: database.url });
    await other.start();
    await eventually(async () => (await countRows()).removals === 0, 20_000);
    expect(await countRows()).toEqual(nothing);
    await other.close();
  });

  it('leaves alone what is made under the same names before it is off the disk', async () => {
    await fill(1_000);
    await holdSweeper();
    await store.write(tenant, [remove('a')]);
    const item = insert('i7', { owner: 'a', body: '"new"' });
    expect(await store.write(tenant, [insert('a'), item])).toBe(true);
    expect((await list('a'))?.map(({ id, body }) => [id, body])).toEqual([['i7', '"new"']]);
    expect(await store.get(keyOf('leaf', 'i7'))).toBeUndefined();
    await store.write(tenant, [insert('leaf', { owner: 'i7' })]);
    expect(await store.readPiece(tenant, 'hash 7')).toBeUndefined();
    expect(await store.readEvents(tenant, 'i7', -1, 9)).toEqual([]);
    await store.write(tenant, [{ type: 'append', log: 'i7', first: 5, last: 5, events: '[5]' }]);

    await letSweeperGo();
    const other = createPostgresStore({ connectionString: database.url });
    await other.start();
    await eventually(async () => (await countRows()).removals === 0, 20_000);
    expect(await countRows()).toEqual({ ...nothing, records: 4, events: 1 });
    expect((await list('i7'))?.map(({ id }) => id)).toEqual(['leaf']);
    expect(await store.readEvents(tenant, 'i7', -1, 9)).toHaveLength(1);
    await other.close();
  });

  it('is finished by several who sweep at the same time', async () => {
    await fill(5_000);
    const others = [1, 2, 3].map(() => createPostgresStore({ connectionString: database.url }));
    await holdSweeper();
    await store.write(tenant, [remove('a')]);
    await letSweeperGo();
    for (const other of others) await other.start();
    await eventually(async () => (await countRows()).removals === 0, 20_000);
    expect(await countRows()).toEqual({ ...nothing, records: 1 });
    for (const other of others) await other.close();
  });
});

describe('a delete of little', () => {
  it('leaves nothing on the disk', async () => {
    await fill(100);
    await store.write(tenant, [remove('a'), remove('b')]);
    expect(await countRows()).toEqual(nothing);
  });

  it('waits for a record that is just being added, and takes that along', async () => {
    await store.write(tenant, [insert('a')]);
    const adding = await begin([insert('i', { owner: 'a' })]);
    const removing = store.write(tenant, [remove('a')]);
    await expectWaiting(removing);
    await adding.commit();
    expect(await removing).toBe(true);
    expect(await countRows()).toEqual(nothing);
  });
});

describe('a piece', () => {
  const piece = { at: 0, hash: 'h', text: 'piece' };
  beforeEach(async () => {
    await store.write(tenant, [insert('old', { pieces: [piece] })]);
  });

  it('stays while somebody is just about to refer to it', async () => {
    const adding = await begin([insert('new', { pieces: [piece] })]);
    const removing = store.write(tenant, [remove('old')]);
    await expectWaiting(removing);
    await adding.commit();
    expect(await removing).toBe(true);
    expect(await store.readPiece(tenant, 'h')).toBe('piece');
  });

  it('comes again where it was just being removed', async () => {
    const removing = await begin([remove('old')]);
    const adding = store.write(tenant, [insert('new', { pieces: [piece] })]);
    await expectWaiting(adding);
    await removing.commit();
    expect(await adding).toBe(true);
    expect(await store.readPiece(tenant, 'h')).toBe('piece');
    expect(await countRows()).toEqual({ ...nothing, records: 1, pieces: 1, piece_references: 1 });
  });

  it('goes when the last two references are taken at the same time', async () => {
    await store.write(tenant, [insert('other', { pieces: [piece] })]);
    const one = await begin([remove('old')]);
    const two = store.write(tenant, [remove('other')]);
    await expectWaiting(two);
    await one.commit();
    expect(await two).toBe(true);
    expect(await countRows()).toEqual(nothing);
  });
});

describe('a large piece', () => {
  it('of 5 MiB that 20 records have is once on the disk, and in none of them', async () => {
    const text = Array.from({ length: 5 * 1024 }, () =>
      Math.random().toString(36).padEnd(1024, 'é'),
    ).join('');
    const pieces = [{ at: 0, hash: 'big', text }];
    for (let turn = 0; turn < 20; turn += 1)
      expect(await store.write(tenant, [insert(`t${turn}`, { pieces })])).toBe(true);
    expect(await countRows()).toMatchObject({ pieces: 1, piece_references: 20 });
    const [size] = await database.query<{ bytes: string }>(
      "select pg_total_relation_size('gw.records') as bytes",
    );
    expect(Number(size?.bytes)).toBeLessThan(500_000);
    expect(await store.readPiece(tenant, 'big')).toBe(text);
  });
});
