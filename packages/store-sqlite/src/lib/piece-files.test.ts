import { readdirSync, truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBench } from './__fixtures__/bench.ts';
import { insert, keyOf, pieceOf, remove, tenant } from './__fixtures__/changes.ts';
import { countRows, readRows } from './__fixtures__/read-rows.ts';

const { newFile, openStore, runProgram } = createBench(onTestFinished);

const mebibyte = 1024 * 1024;

/** Paths of all files that hold pieces. */
function listFiles(file: string): string[] {
  const directory = `${file}-pieces`;
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('large pieces', () => {
  it('are in a file from one MiB on, and in no row', async () => {
    const file = newFile();
    const store = await openStore(file);
    const [small, large] = [pieceOf('s'.repeat(mebibyte - 1)), pieceOf('ä'.repeat(mebibyte / 2))];
    await store.write(tenant, [insert('a', { pieces: [small, large] })]);
    expect(readRows(file, 'select length(body) as body, bytes from pieces order by bytes')).toEqual(
      [
        { body: mebibyte - 1, bytes: null },
        { body: null, bytes: mebibyte },
      ],
    );
    expect(listFiles(file)).toEqual([expect.stringContaining(large.hash)]);
    expect(await store.readPiece(tenant, small.hash)).toBe(small.text);
    expect(await store.readPiece(tenant, large.hash)).toBe(large.text);
  });

  it('are kept unit by unit: characters at every border, lone surrogates', async () => {
    const store = await openStore(newFile());
    for (const text of [
      `x${'😀'.repeat(mebibyte)}`,
      `${'y'.repeat(mebibyte)}\ud800`,
      '\udfff'.repeat(mebibyte),
    ]) {
      const piece = { at: 0, hash: pieceOf(JSON.stringify(text)).hash, text };
      await store.write(tenant, [insert(piece.hash.slice(0, 9), { pieces: [piece] })]);
      expect((await store.readPiece(tenant, piece.hash)) === text).toBe(true);
    }
  });

  it('are on disk once a tenant, and go with the last record that has them', async () => {
    const file = newFile();
    const [store, other] = [await openStore(file), await openStore(file)];
    const piece = pieceOf('p'.repeat(mebibyte));
    const ids = Array.from({ length: 20 }, (_, n) => `n${n}`);
    await Promise.all(
      ids.map((id, n) => (n % 2 ? store : other).write(tenant, [insert(id, { pieces: [piece] })])),
    );
    expect(listFiles(file)).toHaveLength(1);
    const { at, hash } = piece;
    await store.write(tenant, [insert('again', { pieces: [{ at, hash }] })]);
    for (const id of ids) await store.write(tenant, [remove(id)]);
    expect(await other.readPiece(tenant, hash)).toBe(piece.text);
    await other.write(tenant, [remove('again')]);
    expect(await store.readPiece(tenant, hash)).toBeUndefined();
    expect(listFiles(file)).toEqual([]);
    expect([countRows(file, 'pieces'), countRows(file, 'piece_uses')]).toEqual([0, 0]);
  });

  it('of tenants with hostile names stay apart, and inside the directory', async () => {
    const file = newFile();
    const store = await openStore(file);
    const tenants = ['..', '../..', '/', 'a/b', 'A', 'a', 'con', ' ', '~', 'x'.repeat(512)];
    const piece = pieceOf('p'.repeat(mebibyte));
    for (const its of tenants) await store.write(its, [insert('a', { pieces: [piece] })]);
    expect(new Set(listFiles(file).map((path) => join(path, '..'))).size).toBe(tenants.length);
    await store.write('..', [remove('a')]);
    expect(listFiles(file)).toHaveLength(tenants.length - 1);
    expect(await store.readPiece('A', piece.hash)).toBe(piece.text);
    expect(readdirSync(join(file, '..')).sort()).toEqual([
      'state.db',
      'state.db-pieces',
      'state.db-shm',
      'state.db-wal',
    ]);
  });

  it('leave no file when their write is refused', async () => {
    const file = newFile();
    const store = await openStore(file);
    const pieces = [pieceOf('p'.repeat(mebibyte))];
    await store.write(tenant, [insert('a')]);
    expect(await store.write(tenant, [insert('b', { pieces }), insert('a')])).toBe(false);
    expect(listFiles(file)).toEqual([]);
    expect(await store.get(keyOf('b'))).toBeUndefined();
  });

  it('must be named by a hash: a path is none', async () => {
    const store = await openStore(newFile());
    const pieces = [{ at: 0, hash: '../../../tmp/x', text: 'p'.repeat(mebibyte) }];
    await expect(store.write(tenant, [insert('a', { pieces })])).rejects.toThrow('SHA-256');
    expect(await store.readPiece(tenant, '../state.db')).toBeUndefined();
  });

  it('that are missing or cut short are an error that names the file', async () => {
    const file = newFile();
    const store = await openStore(file);
    const piece = pieceOf('p'.repeat(mebibyte));
    await store.write(tenant, [insert('a', { pieces: [piece] })]);
    const [path = ''] = listFiles(file);
    truncateSync(path, 7);
    await expect(store.readPiece(tenant, piece.hash)).rejects.toMatchObject({
      code: 'damaged',
      file: path,
      message: expect.stringContaining('it has 7 bytes instead of 1048576'),
    });
    unlinkSync(path);
    await expect(store.readPiece(tenant, piece.hash)).rejects.toMatchObject({
      code: 'damaged',
      file: path,
      message: expect.stringContaining('it is missing'),
    });
  });

  it('that were left behind are deleted after a start, those of a write on its way are not', async () => {
    const file = newFile();
    const first = await openStore(file);
    const piece = pieceOf('p'.repeat(mebibyte));
    await first.write(tenant, [insert('a', { pieces: [piece] })]);
    await first.close();
    const [kept = ''] = listFiles(file);
    const [old, young] = [`${kept}-old`, `${kept}-young`];
    for (const path of [old, young]) writeFileSync(path, 'left behind');
    const anHourAgo = Date.now() / 1000 - 3600;
    for (const path of [kept, old]) utimesSync(path, anHourAgo, anHourAgo);
    const store = await openStore(file);
    await vi.waitFor(() => expect(listFiles(file).sort()).toEqual([kept, young]));
    expect(await store.readPiece(tenant, piece.hash)).toBe(piece.text);
  });

  it('of a process that is killed: no row without its file, and what stays behind goes', async () => {
    for (let round = 0; round < 4; round += 1) {
      const file = newFile();
      const program = runProgram('pieces', file);
      let acknowledged = -1;
      while (acknowledged < round * 2) acknowledged = Number(await program.next());
      await program.kill();
      for (const path of listFiles(file)) utimesSync(path, 0, 0);
      const store = await openStore(file);
      const records = await store.list({ ...keyOf(''), limit: 1_000, order: 'asc' });
      expect(records?.length).toBeGreaterThan(acknowledged);
      for (const { pieces } of records ?? [])
        expect(await store.readPiece(tenant, pieces[0]?.hash ?? '')).toHaveLength(2 * mebibyte);
      await vi.waitFor(
        () => expect(listFiles(file)).toHaveLength(countRows(file, 'pieces')),
        5_000,
      );
    }
  });
});
