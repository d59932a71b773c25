import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBench } from './__fixtures__/bench.ts';
import { insert, keyOf, tenant } from './__fixtures__/changes.ts';
import { createSqliteStore } from './create-sqlite-store.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrate.ts';

const { makeDirectory, newFile, openStore, runProgram } = createBench(onTestFinished);

/** What the store says when it cannot be started. */
async function failureOf(file: string) {
  const store = createSqliteStore({ file });
  const failure = await store.start().then(
    () => undefined,
    (error: Error & { code: string; file: string }) => error,
  );
  await store.close();
  return failure;
}

describe('a file that cannot be used', () => {
  it('is not a database: says so, and leaves it as it is', async () => {
    const file = join(makeDirectory(), 'letter.txt');
    const text = 'Dear reader, '.repeat(500);
    writeFileSync(file, text);
    const failure = await failureOf(file);
    expect(failure).toMatchObject({ name: 'SqliteStoreError', code: 'not_a_database', file });
    expect(failure?.message).toBe(
      `State file "${file}": it is not a SQLite database. Move it away, or name another file. (file is not a database)`,
    );
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is a directory: says so', async () => {
    const file = makeDirectory();
    expect(await failureOf(file)).toMatchObject({
      code: 'cannot_open',
      message: expect.stringContaining('it is a directory'),
    });
  });

  it('is below a file: says so', async () => {
    const parent = join(makeDirectory(), 'parent');
    writeFileSync(parent, '');
    expect(await failureOf(join(parent, 'state.db'))).toMatchObject({
      code: 'cannot_open',
      message: expect.stringContaining('a part of its path is no directory'),
    });
  });

  it('is a link to nowhere that can be made: names it', async () => {
    const file = newFile();
    symlinkSync('/nowhere/at/all.db', file);
    expect(await failureOf(file)).toMatchObject({ code: 'cannot_open', file });
  });

  it('may not be written: says so', async () => {
    const directory = makeDirectory();
    const file = join(directory, 'state.db');
    await (await openStore(file)).close();
    chmodSync(directory, 0o755);
    chmodSync(file, 0o444);
    // To root everything is writable.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    expect(await runProgram('leave', file, nobody).next()).toMatchObject({
      code: 'cannot_open',
      message: expect.stringContaining(
        `"${file}": access was denied. Let this user read and write`,
      ),
    });
  });

  it('is damaged: says so, when that comes to light', async () => {
    const file = newFile();
    const first = await openStore(file);
    const body = 'x'.repeat(2_000);
    for (let n = 0; n < 50; n += 1) await first.write(tenant, [insert(`n${n}`, { body })]);
    await first.close();
    truncateSync(file, 16_384);
    const store = createSqliteStore({ file });
    const reading = store.start().then(async () => {
      for (let n = 0; n < 50; n += 1) await store.get(keyOf(`n${n}`));
    });
    await expect(reading).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('put a backup in its place'),
    });
    await store.close();
  });

  it('was started in vain: may be started again', async () => {
    const directory = join(makeDirectory(), 'data');
    writeFileSync(directory, 'in the way');
    const store = createSqliteStore({ directory });
    await expect(store.start()).rejects.toMatchObject({ code: 'cannot_open' });
    await expect(store.get(keyOf('a'))).rejects.toMatchObject({ code: 'not_started' });
    rmSync(directory);
    mkdirSync(directory);
    await store.start();
    expect(await store.write(tenant, [insert('a')])).toBe(true);
    await store.close();
  });
});

describe('a full disk', () => {
  it('is told as such; what was there stays, and what fits can be written', async () => {
    const file = newFile();
    const database = await openDatabase(file, 1_000);
    await migrate(database);
    const fill = (count: number) =>
      database.transact(() => {
        for (let n = 0; n < count; n += 1)
          database.run(
            'insert into logs values (?1, ?2, ?3, ?3, 0, ?4)',
            'acme',
            crypto.randomUUID(),
            n,
            'x'.repeat(4_000),
          );
        return true;
      });
    await fill(3);
    // SQLite answers as on a full disk when a database may not grow.
    const pages = database.first<{ page_count: number }>('pragma page_count')?.page_count ?? 0;
    database.exec(`pragma max_page_count = ${pages + 5}`);
    await expect(fill(30)).rejects.toMatchObject({
      code: 'full',
      file,
      message: `State file "${file}": the disk is full. Make room, or name a file on another disk. (database or disk is full)`,
    });
    expect(database.first('select count(*) as count from logs')).toEqual({ count: 3 });
    await fill(1);
    expect(database.first('select count(*) as count from logs')).toEqual({ count: 4 });
    database.close();
  });
});
