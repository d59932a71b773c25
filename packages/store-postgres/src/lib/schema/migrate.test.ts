import type { StateStore } from '@gw/state';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, insert, keyOf, remove, tenant } from '../../__fixtures__/notes.ts';
import {
  startTestServer,
  startWithinMs,
  type TestDatabase,
  type TestServer,
} from '../../__fixtures__/test-server.ts';
import { createPostgresStore } from '../create-postgres-store.ts';
import { migrationSql } from './migration-sql.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, startWithinMs);
afterAll(() => server?.remove());

let database: TestDatabase;
beforeEach(async () => {
  database = await server.createDatabase();
});
afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await database.drop();
});

let stores: StateStore[] = [];

function createStore(connectionString = database.url, schema = 'gw'): StateStore {
  const store = createPostgresStore({ connectionString, schema });
  stores.push(store);
  return store;
}

/** The URL of a new role that may connect, and nothing else. */
async function createRole(): Promise<{ role: string; url: string }> {
  const role = `role_${database.name}`;
  await database.query(`create role ${role} login password 'role secret'`);
  const url = new URL(database.url);
  url.username = role;
  url.password = 'role secret';
  return { role, url: url.href };
}

describe('start', () => {
  it('makes the tables once, however many processes start at the same time', async () => {
    const stores = Array.from({ length: 6 }, () => createStore());
    await Promise.all(stores.map((store) => store.start()));
    expect(await database.query('select version from gw.migrations')).toEqual([{ version: 1 }]);
    for (const [index, store] of stores.entries())
      expect(await store.write(tenant, [insert(`n${index}`)])).toBe(true);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('finds what an earlier process has left', async () => {
    const first = createStore();
    await first.start();
    await first.write(tenant, [insert('a', { body: '"kept"' })]);
    await first.close();
    const second = createStore();
    await second.start();
    expect((await second.get(keyOf('a')))?.body).toBe('"kept"');
    await second.close();
  });

  it('keeps schemas apart, also those with names of SQL', async () => {
    const stores = ['gw', 'user', 'select'].map((schema) => createStore(database.url, schema));
    for (const store of stores) await store.start();
    for (const [index, store] of stores.entries()) {
      expect(await store.get(keyOf('a'))).toBeUndefined();
      expect(await store.write(tenant, [insert('a', { body: `[${index}]` })])).toBe(true);
    }
    expect((await stores[0]?.get(keyOf('a')))?.body).toBe('[0]');
    for (const store of stores) await store.close();
  });

  it('refuses tables of a newer version, and leaves them as they are', async () => {
    const store = createStore();
    await store.start();
    await store.close();
    await database.query('insert into gw.migrations (version) values (7)');
    await expect(createStore().start()).rejects.toThrow(
      'The tables in the schema "gw" are of version 7, made by a newer @gw/store-postgres; this one knows version 1. Use the newer one.',
    );
  });

  it('refuses a database that cannot keep every text', async () => {
    await database.query(
      `create database ${database.name}_latin encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'`,
    );
    const store = createStore(`${database.url}_latin`);
    await expect(store.start()).rejects.toThrow('The database is encoded in LATIN1');
    await store.close();
    await database.query(`drop database ${database.name}_latin with (force)`);
  });

  it('refuses an isolation under which its locks would not hold', async () => {
    await database.query(
      `alter database ${database.name} set default_transaction_isolation = 'repeatable read'`,
    );
    await expect(createStore().start()).rejects.toThrow('"default_transaction_isolation"');
  });
});

describe('a role without rights', () => {
  it('is told what to run; after that it has all it needs', async () => {
    const { role, url } = await createRole();
    const options = { schema: 'gw', from: 0, queueFrom: 0, grantTo: role };
    await expect(createStore(url).start()).rejects.toThrow(
      `Run what migrationSql(${JSON.stringify(options)}) returns`,
    );
    await database.query(migrationSql(options));

    const store = createStore(url);
    await store.start();
    const done: string[] = [];
    await store.work('chores', 1, async ({ id }) => void done.push(id));
    const items = Array.from({ length: 600 }, (_, index) => insert(`i${index}`, { owner: 'a' }));
    const chore = { type: 'enqueue', topic: 'chores', id: 'a' } as const;
    expect(await store.write(tenant, [insert('a'), ...items, chore])).toBe(true);
    expect(await store.write(tenant, [remove('a')])).toBe(true);
    await eventually(() => done.length === 1);
    const count = async () => (await database.query('select from gw.records')).length;
    await eventually(async () => (await count()) === 0);
    await store.close();
  });

  it('is told so, too, when only the use of the tables is not granted', async () => {
    const { role, url } = await createRole();
    await database.query(migrationSql());
    const options = { schema: 'gw', from: 1, grantTo: role };
    await expect(createStore(url).start()).rejects.toThrow(
      `Run what migrationSql(${JSON.stringify(options)}) returns`,
    );
    await database.query(migrationSql(options));
    const store = createStore(url);
    await store.start();
    expect(await store.write(tenant, [insert('a')])).toBe(true);
    await store.close();
  });

  it('makes its tables in schemas that somebody else has made', async () => {
    const { role, url } = await createRole();
    for (const schema of ['gw', 'gw_queue'])
      await database.query(`create schema ${schema} authorization ${role}`);
    const store = createStore(url);
    await store.start();
    expect(await store.write(tenant, [insert('a')])).toBe(true);
    await store.close();
  });
});

describe('the tables', () => {
  const indexSql = `
    select t.relname as table, i.relname as name, x.indisprimary as is_primary,
      (select a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = x.indkey[0]) as first
    from pg_index x
    join pg_class i on i.oid = x.indexrelid
    join pg_class t on t.oid = x.indrelid
    join pg_namespace n on n.oid = t.relnamespace
    where n.nspname = 'gw' and t.relkind = 'r'
    order by 1, 2`;

  it('have the tenant first in every primary key and every index', async () => {
    await database.query(migrationSql());
    const indexes = await database.query<{ table: string; is_primary: boolean; first: string }>(
      indexSql,
    );
    // The list of steps that were done belongs to no tenant.
    const ofTenants = indexes.filter(({ table }) => table !== 'migrations');
    expect([...new Set(ofTenants.map(({ first }) => first))]).toEqual(['tenant']);
    const tables = await database.query<{ tablename: string }>(
      "select tablename from pg_tables where schemaname = 'gw' and tablename <> 'migrations' order by 1",
    );
    const withPrimary = ofTenants.filter((index) => index.is_primary).map(({ table }) => table);
    expect(withPrimary).toEqual(tables.map(({ tablename }) => tablename));
    expect(withPrimary).toEqual(['events', 'piece_references', 'pieces', 'records', 'removals']);
  });

  it('keep texts as texts: jsonb would change them', async () => {
    await database.query(migrationSql());
    const types = await database.query<{ data_type: string }>(
      "select distinct data_type from information_schema.columns where table_schema = 'gw' order by 1",
    );
    expect(types.map((row) => row.data_type)).toEqual([
      'bigint',
      'integer',
      'text',
      'timestamp with time zone',
    ]);
  });
});
