import type { StateStore } from '@gw/state';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insert, keyOf } from '../__fixtures__/notes.ts';
import {
  startTestServer,
  startWithinMs,
  type TestDatabase,
  type TestServer,
} from '../__fixtures__/test-server.ts';
import { createPostgresStore } from './create-postgres-store.ts';

let server: TestServer;
let database: TestDatabase;
let store: StateStore;
beforeAll(async () => {
  server = await startTestServer();
  database = await server.createDatabase();
  // Every statement says its plan, once it is done, to the client that sent it.
  await database.query(
    `alter database ${database.name} set session_preload_libraries = auto_explain`,
  );
  await database.query(`alter database ${database.name} set auto_explain.log_min_duration = 0`);
  await database.query(
    `alter database ${database.name} set auto_explain.log_nested_statements = on`,
  );
  await database.query(`alter database ${database.name} set client_min_messages = log`);
  store = createPostgresStore({ pool: createPool() });
  await store.start();
}, startWithinMs);
afterAll(async () => {
  await store?.close();
  await pool?.end();
  await server?.remove();
});

let pool: pg.Pool;
let plans: string[] = [];

function createPool(): pg.Pool {
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  pool.on('connect', (client) => {
    client.on('notice', ({ message = '' }) => plans.push(message));
  });
  return pool;
}

/** What reading and writing the store's tables comes to. */
async function plansOf(work: () => Promise<unknown>): Promise<string> {
  plans = [];
  await work();
  return plans
    .filter((plan) => /\b(records|events|pieces|piece_references)\b/.test(plan))
    .join('\n');
}

/** Of 1,000 owners and 20 tenants, inserted as they come: faster than by way of the store. */
const fillSql = `
  insert into gw.records (tenant, kind, owner, id, label, created_at, body)
  select case when n % 100 = 0 then 'tenant ' || n % 2000 else 'acme' end, 'note',
    case when n % 2 = 0 then '' else 'owner ' || n % 1000 end, 'n' || n, 'label ' || n % 50,
    n, '{}'
  from generate_series(1, 100000) n`;

const fillEventsSql = `
  insert into gw.events (tenant, log, first, last, events)
  select 'acme', 'log ' || n % 1000, n, n, '[]' from generate_series(1, 100000) n`;

const acme = 'acme';
const page = { tenant: acme, kind: 'note', limit: 20 };

const works: readonly [string, () => Promise<unknown>][] = [
  ['get', () => store.get(keyOf('n5001', 'owner 1'))],
  ['find', () => store.find(acme, 'note', 'n5001')],
  ['list, ascending', () => store.list({ ...page, owner: '', order: 'asc' })],
  ['list, descending', () => store.list({ ...page, owner: '', order: 'desc' })],
  ['list after', () => store.list({ ...page, owner: '', order: 'desc', after: 'n50002' })],
  ['list before', () => store.list({ ...page, owner: '', order: 'asc', before: 'n50002' })],
  ['list of an owner', () => store.list({ ...page, owner: 'owner 1', order: 'desc' })],
  ['list of a label', () => store.list({ ...page, owner: '', order: 'desc', label: 'label 2' })],
  ['listOlder', () => store.listOlder('note', 500, 20)],
  ['listExpired', () => store.listExpired('note', 20)],
  ['readEvents', () => store.readEvents(acme, 'log 7', 500, 20)],
  ['acquire', () => store.acquire(keyOf('n5001', 'owner 1'), 'me', 1)],
  ['an insert', () => store.write(acme, [insert('new', { owner: 'owner 1' })])],
  [
    'an update',
    () => store.write(acme, [{ ...keyOf('n5001', 'owner 1'), type: 'update', body: '[1]' }]),
  ],
  [
    'a delete',
    () =>
      store.write(acme, [
        insert('root'),
        insert('leaf', { owner: 'root' }),
        { ...keyOf('root'), type: 'delete' },
      ]),
  ],
];

describe.each(['never', 'freshly'])('100,000 records, %s analyzed', (when) => {
  beforeAll(async () => {
    if (when === 'never') {
      for (const table of ['records', 'events'])
        await database.query(`alter table gw.${table} set (autovacuum_enabled = off)`);
      await database.query(fillSql);
      await database.query(fillEventsSql);
    } else await database.query('analyze');
  }, 60_000);

  it.each(works)('%s takes an index', async (_, work) => {
    const plan = await plansOf(work);
    expect(plan).toMatch(/Index (Only )?Scan|Bitmap Index Scan/);
    expect(plan).not.toMatch(/Seq Scan on (records|events)\b/);
    // Nor one that has to be read from end to end.
    expect(rowsRemoved(plan)).toBeLessThan(100);
  });

  it('lists are read in their order, not sorted', async () => {
    const plan = await plansOf(() => store.list({ ...page, owner: '', order: 'desc' }));
    expect(plan).toContain('Index Scan Backward using records_list');
    expect(plan).not.toContain('Sort');
  });
});

function rowsRemoved(plan: string): number {
  const counts = Array.from(plan.matchAll(/Rows Removed by Filter: (\d+)/g), ([, n]) => Number(n));
  return Math.max(0, ...counts);
}
