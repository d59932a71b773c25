import { inspect } from 'node:util';
import type { StateStore } from '@gw/state';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, insert, keyOf, tenant } from '../__fixtures__/notes.ts';
import {
  startTestServer,
  startWithinMs,
  type TestDatabase,
  type TestServer,
} from '../__fixtures__/test-server.ts';
import { createPostgresStore } from './create-postgres-store.ts';
import { PostgresStoreError } from './store-error.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, startWithinMs);
afterAll(() => server?.remove());

let database: TestDatabase;
let store: StateStore;
let said: string[];
const log = { warn: (message: string) => said.push(message) };
beforeEach(async () => {
  said = [];
  database = await server.createDatabase();
  store = createPostgresStore({ connectionString: database.url, log });
  await store.start();
  await store.write(tenant, [insert('a')]);
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const methods: readonly [string, () => Promise<unknown>][] = [
  ['get', () => store.get(keyOf('a'))],
  ['find', () => store.find(tenant, 'note', 'a')],
  ['list', () => store.list({ ...keyOf('a'), limit: 9, order: 'asc' })],
  ['write', () => store.write(tenant, [insert('b')])],
  [
    'write with work',
    () => store.write(tenant, [insert('b'), { type: 'enqueue', topic: 'chores', id: 'b' }]),
  ],
  ['acquire', () => store.acquire(keyOf('a'), 'me', 1_000)],
  ['renew', () => store.renew(keyOf('a'), 1, 1_000)],
  ['readEvents', () => store.readEvents(tenant, 'a', 0, 9)],
  ['readPiece', () => store.readPiece(tenant, 'hash')],
  ['listExpired', () => store.listExpired('note', 9)],
  ['listOlder', () => store.listOlder('note', 9, 9)],
];

/** All methods at once, and how long they took together. */
async function callAll() {
  const startedAt = performance.now();
  const results = await Promise.allSettled(methods.map(([, call]) => call()));
  return { results, tookMs: performance.now() - startedAt };
}

function checkRefused(results: readonly PromiseSettledResult<unknown>[]): void {
  for (const [index, result] of results.entries()) {
    const [method] = methods[index] ?? [];
    expect(result.status, method).toBe('rejected');
    if (result.status !== 'rejected') continue;
    expect(result.reason, method).toBeInstanceOf(PostgresStoreError);
    expect(inspect(result.reason, { depth: 9, showHidden: true })).not.toContain(server.password);
  }
}

describe.each(['fast', 'immediate'] as const)('a server that was stopped (%s)', (how) => {
  it('is told of at once by every method, and used again as soon as it is back', async () => {
    // So that the pool has connections to lose.
    await callAll();
    await server.stop(how);
    for (let round = 0; round < 2; round += 1) {
      const { results, tookMs } = await callAll();
      checkRefused(results);
      expect(tookMs).toBeLessThan(2_500);
    }
    await server.start();
    await store.write(tenant, [{ ...keyOf('b'), type: 'delete' }]);
    const { results } = await callAll();
    expect(results.map(({ status }) => status)).toEqual(methods.map(() => 'fulfilled'));
    expect(said.join('\n')).not.toContain(server.password);
    expect(said.length).toBeLessThan(10);
  });
});

describe('a server that answers nothing', () => {
  it('is given up within the time, and used again when it answers', async () => {
    await callAll();
    // Work of a topic that was never prepared has more to wait for.
    const late = () => store.write(tenant, [{ type: 'enqueue', topic: 'late', id: 'a' }]);
    server.freeze();
    const startedAt = performance.now();
    const lateResult = late().catch((error: unknown) => error);
    const { results } = await callAll();
    const lateError = await lateResult;
    const tookMs = performance.now() - startedAt;
    server.thaw();
    checkRefused(results);
    expect(lateError).toBeInstanceOf(PostgresStoreError);
    expect(tookMs).toBeLessThan(3_500);
    await eventually(async () =>
      (await callAll()).results.every((one) => one.status === 'fulfilled'),
    );
  });
});

describe('a subscription', () => {
  it('tells once a second while nothing is heard, and of every write afterwards', async () => {
    const other = createPostgresStore({ connectionString: database.url, log });
    await other.start();
    let told = 0;
    store.subscribe(tenant, 'a', () => {
      told += 1;
    });
    const write = () => other.write(tenant, [{ ...keyOf('a'), type: 'update', body: '[]' }]);
    await write();
    await eventually(() => told === 1, 500);
    await server.stop('immediate');
    await eventually(() => told >= 3, 3_500);
    await server.start();
    // It listens again, and then is told by the write alone.
    await eventually(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const before = told;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return told === before;
    }, 15_000);
    const before = told;
    await write();
    await eventually(() => told > before, 500);
    await other.close();
  });

  it('is woken although its connection was ended by the server alone', async () => {
    let told = 0;
    store.subscribe(tenant, 'a', () => {
      told += 1;
    });
    await database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'notify%' or query ilike 'listen%' or query = 'select 1'",
    );
    await store.write(tenant, [{ ...keyOf('a'), type: 'update', body: '[]' }]);
    await eventually(() => told > 0, 1_500);
  });
});

describe('work', () => {
  it('goes on after the server was away', async () => {
    const done: string[] = [];
    await store.work('chores', 2, async ({ id }) => void done.push(id));
    await store.write(tenant, [{ type: 'enqueue', topic: 'chores', id: 'before' }]);
    await eventually(() => done.length === 1);
    await server.stop('immediate');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await server.start();
    await store.write(tenant, [{ type: 'enqueue', topic: 'chores', id: 'after' }]);
    await eventually(() => done.includes('after'));
    expect(done).toEqual(['before', 'after']);
  });
});

describe('a store that cannot start', () => {
  it.each([
    ['a wrong password', { password: 'wrong password' }],
    ['another port', { port: '1' }],
    ['a host that is none', { hostname: 'no-such-host.invalid' }],
    ['a database that is none', { pathname: '/none' }],
  ])('%s: says so, without a password', async (_, change) => {
    const url = Object.assign(new URL(database.url), change);
    const failing = createPostgresStore({ connectionString: url.href, log });
    const error: unknown = await failing.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PostgresStoreError);
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(shown).toMatch(/PostgreSQL: .+/);
    for (const secret of [server.password, 'wrong password', 'wrong%20password'])
      expect(shown + said.join('\n')).not.toContain(secret);
    await expect(failing.get(keyOf('a'))).rejects.toThrow('The store is not started.');
    await failing.close();
    await expect(failing.get(keyOf('a'))).rejects.toThrow('The store is closed.');
  });
});

describe('start', () => {
  it('may be called again when it has failed', async () => {
    const late = createPostgresStore({ connectionString: database.url, log });
    await server.stop('immediate');
    await expect(late.start()).rejects.toThrow('ECONNREFUSED');
    await server.start();
    await late.start();
    expect(await late.get(keyOf('a'))).toBeDefined();
    await late.close();
  });
});

describe('close', () => {
  it('ends also while the server is away', async () => {
    await server.stop('immediate');
    const startedAt = performance.now();
    await store.close();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    await server.start();
  });
});
