import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { StateStore } from '@gw/state';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, insert, keyOf, tenant } from '../__fixtures__/notes.ts';
import {
  startTestServer,
  startWithinMs,
  type TestDatabase,
  type TestServer,
} from '../__fixtures__/test-server.ts';
import { createPostgresStore } from './create-postgres-store.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, startWithinMs);
afterAll(() => server?.remove());

let database: TestDatabase;
let stores: StateStore[];
let children: ChildProcess[];
beforeEach(async () => {
  database = await server.createDatabase();
  stores = [];
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const store of stores) await store.close();
  await database.drop();
});

async function open(): Promise<StateStore> {
  const store = createPostgresStore({ connectionString: database.url });
  stores.push(store);
  await store.start();
  return store;
}

const entry = new URL('../index.ts', import.meta.url).href;

/** Works in a process of its own: says what it takes, and never ends it. */
const worker = `
  const { createPostgresStore } = await import(${JSON.stringify(entry)});
  const store = createPostgresStore({ connectionString: process.env.DATABASE });
  await store.start();
  await store.work('chores', 4, async ({ tenant, id }) => {
    console.log('took ' + tenant + ' ' + id);
    await new Promise(() => {});
  });
  console.log('ready');
`;

/** What it says, line by line. */
function startWorker(): { child: ChildProcess; lines: string[] } {
  const child = spawn(
    process.execPath,
    ['--conditions=@gw/source', '--input-type=module', '--no-warnings', '-e', worker],
    { env: { ...process.env, DATABASE: database.url }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  return { child, lines };
}

describe('work', () => {
  it('of a process that was killed is given to another one, some ten seconds later', {
    timeout: 60_000,
  }, async () => {
    const store = await open();
    const { child, lines } = startWorker();
    await eventually(() => lines.includes('ready'));
    const ids = ['a', 'b', 'c'];
    await store.write(
      tenant,
      ids.map((id) => ({ type: 'enqueue', topic: 'chores', id })),
    );
    await eventually(() => ids.every((id) => lines.includes(`took ${tenant} ${id}`)));

    const killedAt = performance.now();
    child.kill('SIGKILL');
    const taken: string[] = [];
    await store.work('chores', 4, async (work) => {
      expect(work.tenant).toBe(tenant);
      taken.push(work.id);
    });
    await eventually(() => taken.length === ids.length, 25_000);
    expect(taken.toSorted()).toEqual(ids);
    // Not before its process counts as dead.
    expect(performance.now() - killedAt).toBeGreaterThan(7_000);
    expect(performance.now() - killedAt).toBeLessThan(16_000);
  });

  it('that lasts longer than a heartbeat stays with its handler', { timeout: 60_000 }, async () => {
    const [one, two] = [await open(), await open()];
    let runs = 0;
    let ended = 0;
    for (const store of [one, two]) {
      await store.work('chores', 1, async () => {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 14_000));
        ended += 1;
      });
    }
    await one.write(tenant, [{ type: 'enqueue', topic: 'chores', id: 'a' }]);
    await eventually(() => ended === 1, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(runs).toBe(1);
  });

  it('of a store that is closed is given to others at once', async () => {
    const [one, two] = [await open(), await open()];
    let isTaken = false;
    await one.work('chores', 1, async () => {
      isTaken = true;
      await new Promise(() => {});
    });
    await one.write(tenant, [{ type: 'enqueue', topic: 'chores', id: 'a' }]);
    await eventually(() => isTaken);
    const taken: string[] = [];
    await two.work('chores', 1, async ({ id }) => void taken.push(id));
    await one.close();
    await eventually(() => taken.length === 1, 6_000);
  });

  it('says nothing in the queue but whose it is and on what; what a handler throws stays out', async () => {
    const store = await open();
    let runs = 0;
    await store.work('chores', 1, async () => {
      runs += 1;
      if (runs === 1) throw new Error('a secret of the handler');
    });
    await store.write(tenant, [insert('a'), { type: 'enqueue', topic: 'chores', id: 'a' }]);
    await eventually(() => runs === 2);
    const jobs = await database.query<{ data: unknown; output: unknown }>(
      "select data, output from gw_queue.job where name = 'chores'",
    );
    expect(jobs.map(({ data }) => data)).toEqual([{ tenant, id: 'a' }]);
    const everything = await database.query('select * from gw_queue.job');
    expect(JSON.stringify(everything)).not.toContain('secret');
  });
});

describe('a write', () => {
  it('is told in other processes, in words of hashes', async () => {
    const [one, two] = [await open(), await open()];
    const spy = new pg.Client({ connectionString: database.url });
    await spy.connect();
    await spy.query('listen gw_written');
    const payloads: string[] = [];
    spy.on('notification', ({ payload = '' }) => payloads.push(payload));

    const told: string[] = [];
    for (const id of ['conv_1', 'item_1', 'item_999', 'other'])
      two.subscribe(tenant, id, () => told.push(id));
    const items = Array.from({ length: 1_000 }, (_, n) => insert(`item_${n}`, { owner: 'conv_1' }));
    const startedAt = performance.now();
    await one.write(tenant, items);
    await eventually(() => told.length === 3);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(told.toSorted()).toEqual(['conv_1', 'item_1', 'item_999']);
    await eventually(() => payloads.length === 3);
    for (const payload of payloads) {
      expect(payload).toMatch(/^[0-9a-f]{16}( [0-9a-f]{16})*$/);
      expect(payload.length).toBeLessThan(8_000);
    }
    await spy.end();
  });

  it('is told to nobody when it was taken back', async () => {
    const store = await open();
    await store.write(tenant, [insert('a')]);
    let told = 0;
    store.subscribe(tenant, 'b', () => {
      told += 1;
    });
    expect(await store.write(tenant, [insert('b'), insert('a')])).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(told).toBe(0);
  });
});

describe('a lease', () => {
  it('is of exactly one, however many ask at once from however many processes', async () => {
    const all = await Promise.all([open(), open(), open()]);
    await all[0]?.write(tenant, [insert('a')]);
    for (let epoch = 1; epoch <= 5; epoch += 1) {
      const asked = Array.from({ length: 30 }, (_, n) =>
        all[n % 3]?.acquire(keyOf('a'), `holder ${n}`, 600_000),
      );
      const got = (await Promise.all(asked)).filter((one) => one !== undefined);
      expect(got).toEqual([epoch]);
      await all[0]?.write(tenant, [{ ...keyOf('a'), type: 'release', epoch }]);
    }
  });
});

describe('a pool of yours', () => {
  it('is used, and neither ended nor left with a listener', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    const store = createPostgresStore({ pool });
    await store.start();
    expect(pool.totalCount).toBeGreaterThan(0);
    let told = 0;
    store.subscribe(tenant, 'a', () => {
      told += 1;
    });
    await store.write(tenant, [insert('a'), { type: 'enqueue', topic: 'chores', id: 'a' }]);
    await eventually(() => told > 0);
    await store.close();
    expect(pool.listenerCount('error')).toBe(0);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});
