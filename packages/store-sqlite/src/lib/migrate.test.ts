import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBench } from './__fixtures__/bench.ts';
import { readRows } from './__fixtures__/read-rows.ts';
import { openDatabase } from './database.ts';
import { migrate, migrations } from './migrate.ts';

const { newFile, openStore } = createBench(onTestFinished);

const versionOf = (file: string) => readRows(file, 'select version from schema_version');

/** A database as any program may have made it. */
function makeDatabase(sql: string): string {
  const file = newFile();
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  return file;
}

async function migrateWith(file: string, steps: readonly string[]): Promise<void> {
  const database = await openDatabase(file, 1_000);
  try {
    await migrate(database, steps);
  } finally {
    database.close();
  }
}

describe('migrations', () => {
  it('bring a new file to the newest version', async () => {
    const file = newFile();
    await openStore(file);
    expect(versionOf(file)).toEqual([{ version: migrations.length }]);
  });

  it('are made once, also by several processes at the same time', async () => {
    const file = newFile();
    await Promise.all(Array.from({ length: 4 }, () => openStore(file)));
    await openStore(file);
    expect(versionOf(file)).toEqual([{ version: migrations.length }]);
  });

  it('go on from where a file is, one step a transaction', async () => {
    const file = newFile();
    const steps = ['create table one (a any) strict', 'insert into one values (1)'];
    await migrateWith(file, steps.slice(0, 1));
    await migrateWith(file, steps);
    expect(readRows(file, 'select a from one')).toEqual([{ a: 1 }]);
    await expect(
      migrateWith(file, [...steps, 'insert into one values (2)', 'insert into one values (3); no']),
    ).rejects.toThrow();
    expect(versionOf(file)).toEqual([{ version: 3 }]);
    expect(readRows(file, 'select a from one')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('leave nothing of a first step that fails', async () => {
    const file = newFile();
    await expect(migrateWith(file, ['create table one (a any) strict; no'])).rejects.toThrow();
    expect(readRows(file, 'select name from sqlite_schema')).toEqual([]);
    await openStore(file);
  });

  it('refuse a file that a newer version wrote', async () => {
    const file = newFile();
    await migrateWith(file, [...migrations, 'select 1']);
    await expect(openStore(file)).rejects.toMatchObject({
      code: 'newer_version',
      message: `State file "${file}": a newer @gw/store-sqlite wrote it (version ${migrations.length + 1}, this one knows ${migrations.length}). Update the package, or name another file.`,
    });
  });

  it("refuse another program's database, and leave it as it is", async () => {
    const file = makeDatabase('create table mine (a); insert into mine values (1)');
    await expect(openStore(file)).rejects.toMatchObject({
      code: 'not_a_database',
      message: `State file "${file}": it is a database of another program. Name another file.`,
    });
    expect(readRows(file, 'select name from sqlite_schema')).toEqual([{ name: 'mine' }]);
  });
});

describe('the tables', () => {
  it('have the tenant first in every key and every unique index', async () => {
    const file = newFile();
    await openStore(file);
    const indexes = readRows(
      file,
      `select tables.name as "table", list.name as name, list."unique" as isUnique,
         (select name from pragma_index_info(list.name) where seqno = 0) as first
       from sqlite_schema as tables, pragma_index_list(tables.name) as list
       where tables.type = 'table'`,
    );
    const unique = indexes.filter(({ isUnique }) => isUnique === 1);
    expect(unique.length).toBeGreaterThan(8);
    expect(unique.filter(({ first }) => first !== 'tenant')).toEqual([]);
    // What retention, workers and the sweep of files ask for, over all tenants.
    const others = indexes.filter(({ first }) => first !== 'tenant').map(({ name }) => name);
    expect(others.sort()).toEqual([
      'pieces_by_file',
      'records_by_age',
      'records_by_end_of_hold',
      'work_by_due',
    ]);
    const tables = readRows(
      file,
      `select name from sqlite_schema as tables where type = 'table' and not exists (
         select 1 from pragma_index_list(tables.name) where origin = 'pk')`,
    );
    expect(tables).toEqual([{ name: 'schema_version' }]);
  });
});

describe('a file of version 1', () => {
  const sql = readFileSync(join(import.meta.dirname, '__fixtures__/version-1.sql'), 'utf8');

  it('is what the first migration makes', async () => {
    const file = newFile();
    await migrateWith(file, migrations.slice(0, 1));
    const schema = 'select sql from sqlite_schema where sql is not null order by name';
    expect(readRows(makeDatabase(sql), schema)).toEqual(readRows(file, schema));
  });

  it('can be read and written as ever', async () => {
    const file = makeDatabase(sql);
    const store = await openStore(file);
    const response = { tenant: 'acme', kind: 'response', owner: '', id: 'resp_1' };
    expect(await store.get(response)).toEqual({
      ...response,
      position: 1,
      label: 'm',
      createdAt: 1764000000000,
      version: 2,
      epoch: 1,
      holder: undefined,
      body: '{"model":"m","v":2}',
      pieces: [],
    });
    expect((await store.get({ ...response, tenant: 'globex' }))?.body).toBe('"another"');
    expect((await store.find('globex', 'note', 'odd'))?.body).toBe('"\ud800 it\'s"');
    const items = await store.list({
      ...{ tenant: 'acme', kind: 'item', owner: 'resp_1' },
      ...{ limit: 9, order: 'asc' },
    });
    expect(items?.map(({ id }) => id)).toEqual(['msg_1', 'msg_2']);
    const [piece] = items?.[1]?.pieces ?? [];
    expect(await store.readPiece('acme', piece?.hash ?? '')).toBe('a large piece');
    expect(await store.readEvents('acme', 'resp_1', 3, 9)).toEqual([
      { first: 4, last: 4, events: '[4]' },
    ]);
    expect((await store.listExpired('response', 9)).map(({ id }) => id)).toEqual(['resp_1']);
    const worked = Promise.withResolvers<unknown>();
    await store.work('runs', 1, async (work) => worked.resolve(work));
    expect(await worked.promise).toEqual({ tenant: 'acme', id: 'resp_1' });
    expect(await store.write('acme', [{ ...response, type: 'delete' }])).toBe(true);
    expect(await store.find('acme', 'item', 'msg_2')).toBeUndefined();
  });
});
