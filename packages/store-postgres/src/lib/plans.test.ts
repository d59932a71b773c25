import type { StateStore } from '@gw/state';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insert, keyOf, remove } from '../__fixtures__/notes.ts';
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
  for (const setting of [
    'session_preload_libraries = auto_explain',
    'auto_explain.log_min_duration = 0',
    'auto_explain.log_analyze = on',
    'auto_explain.log_nested_statements = on',
    'client_min_messages = log',
  ])
    await database.query(`alter database ${database.name} set ${setting}`);
  store = createPostgresStore({ pool: createPool() });
  await store.start();
  for (const table of ['records', 'events', 'piece_references'])
    await database.query(`alter table gw.${table} set (autovacuum_enabled = off)`);
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

/** Inserted as they come, of many owners and tenants; faster than by way of the store. */
const fillSql = `
  insert into gw.records (tenant, kind, owner, id, label, created_at, body)
  select case when n % 100 = 0 then 'tenant ' || n % 2000 else 'acme' end, 'note',
    case when n % 2 = 0 then '' else 'owner ' || n % 1000 end, 'n' || n, 'label ' || n % 50,
    n, '{}'
  from generate_series($1::int, $2::int) n`;

const fillEventsSql = `
  insert into gw.events (tenant, log, first, last, events)
  select 'acme', 'log ' || n % 1000, n, n, '[]' from generate_series($1::int, $2::int) n`;

const fillReferencesSql = `
  insert into gw.piece_references (tenant, hash, position, owner)
  select 'acme', 'hash ' || n % 1000, n, '' from generate_series($1::int, $2::int) n`;

async function fill(from: number, to: number): Promise<void> {
  for (const sql of [fillSql, fillEventsSql, fillReferencesSql])
    await database.query(sql, [from, to]);
}

const acme = 'acme';
const page = { tenant: acme, kind: 'note', limit: 20 };

/** A delete that leaves something to the sweeper, and its first batch. */
async function sweepMany(): Promise<void> {
  const leaves = Array.from({ length: 600 }, (_, n) => insert(`leaf ${n}`, { owner: 'many' }));
  await store.write(acme, [insert('many'), ...leaves]);
  await pool.query('begin');
  await pool.query(
    "insert into gw.removals values ('acme', 'many', nextval('gw.records_position_seq'))",
  );
  plans = [];
  await pool.query('select gw.sweep(500)');
  await pool.query('rollback');
  await store.write(acme, [remove('many')]);
}

const works: readonly [string, () => Promise<unknown>][] = [
  ['get', () => store.get(keyOf('n1001', 'owner 1'))],
  ['find', () => store.find(acme, 'note', 'n1001')],
  ['list, ascending', () => store.list({ ...page, owner: '', order: 'asc' })],
  ['list, descending', () => store.list({ ...page, owner: '', order: 'desc' })],
  ['list after', () => store.list({ ...page, owner: '', order: 'desc', after: 'n1002' })],
  ['list before', () => store.list({ ...page, owner: '', order: 'asc', before: 'n1002' })],
  ['list of an owner', () => store.list({ ...page, owner: 'owner 1', order: 'desc' })],
  ['list of a label', () => store.list({ ...page, owner: '', order: 'desc', label: 'label 2' })],
  ['listOlder', () => store.listOlder('note', 500, 20)],
  [
    'listOlder behind a record',
    async () => store.listOlder('note', 500, 20, (await store.listOlder('note', 500, 20)).at(-1)),
  ],
  ['listExpired', () => store.listExpired('note', 20)],
  ['readEvents', () => store.readEvents(acme, 'log 7', 500, 20)],
  ['acquire', () => store.acquire(keyOf('n1001', 'owner 1'), 'me', 1)],
  ['an insert', () => store.write(acme, [insert('new', { owner: 'owner 1' })])],
  [
    'an update',
    () => store.write(acme, [{ ...keyOf('n1001', 'owner 1'), type: 'update', body: '[1]' }]),
  ],
  [
    'a delete',
    () => {
      const pieces = [{ at: 0, hash: 'hash', text: 'piece' }];
      const leaf = insert('leaf', { owner: 'root', pieces });
      const log = { type: 'append', log: 'leaf', first: 0, last: 0, events: '[]' } as const;
      return store.write(acme, [insert('root'), leaf, log, remove('root')]);
    },
  ],
  ['readPiece', () => store.readPiece(acme, 'hash 7')],
  ['the sweeper', sweepMany],
];

// Without statistics, the planner takes a table for what its size on the disk makes likely.
describe.each([
  ['2,000 records, never analyzed', () => fill(1, 2_000)],
  ['100,000 records, never analyzed', () => fill(2_001, 100_000)],
  ['100,000 records, analyzed', () => database.query('analyze')],
])('%s', (_, prepare) => {
  beforeAll(async () => {
    await prepare();
  }, 60_000);

  it.each(works)('%s takes an index', async (_, work) => {
    const plan = await plansOf(work);
    expect(plan).toMatch(/Index (Only )?Scan|Bitmap Index Scan/);
    expect(plan).not.toMatch(/Seq Scan on (records|events|piece_references)\b/);
    // Nor one that has to be read from end to end; a batch of the sweeper has 500.
    expect(rowsRemoved(plan)).toBeLessThan(1_000);
  });

  it('lists are read in their order, not sorted', async () => {
    const plan = await plansOf(() => store.list({ ...page, owner: '', order: 'desc' }));
    expect(plan).toContain('Index Scan Backward using records_list');
    expect(plan).not.toContain('Sort');
  });
});

function rowsRemoved(plan: string): number {
  const counts = Array.from(plan.matchAll(/Rows Removed by (?:Join )?Filter: (\d+)/g), ([, n]) =>
    Number(n),
  );
  return Math.max(0, ...counts);
}
