import type { Change, StateStore } from '@gw/state';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBench } from './__fixtures__/bench.ts';
import { append, insert, keyOf, pieceOf, remove, tenant } from './__fixtures__/changes.ts';
import { countRows, readRows } from './__fixtures__/read-rows.ts';
import { rowsAtOnce } from './sweep.ts';

const { newFile, openStore } = createBench(onTestFinished);

/** Many at a time: each write is a transaction. */
async function writeAll(store: StateStore, changes: readonly Change[]): Promise<void> {
  for (let start = 0; start < changes.length; start += 500)
    expect(await store.write(tenant, changes.slice(start, start + 500))).toBe(true);
}

const children = (owner: string, count: number, more = {}) =>
  Array.from({ length: count }, (_, n) => insert(`${owner}-${n}`, { owner, ...more }));

const listOf = async (store: StateStore, owner: string) =>
  (await store.list({ ...keyOf('', owner), limit: 10_000, order: 'asc' }))?.map(({ id }) => id);

const tables = ['records', 'logs', 'branches', 'sweeps', 'pieces', 'piece_uses'];
const leftIn = (file: string) => tables.map((table) => countRows(file, table));

describe('what a record owns goes with it', () => {
  it('at once for every reader, and from the disk bit by bit, while others are served', async () => {
    const file = newFile();
    const [store, other] = [await openStore(file), await openStore(file)];
    const piece = pieceOf('a piece');
    await store.write(tenant, [insert('family')]);
    await writeAll(store, children('family', 10_000, { pieces: [piece] }));
    await store.write(tenant, [insert('bystander', { owner: 'another' })]);

    expect(await store.write(tenant, [remove('family')])).toBe(true);
    const onDisk = countRows(file, 'records');
    expect(onDisk).toBeGreaterThan(9_000);
    for (const its of [store, other]) {
      expect(await its.get(keyOf('family'))).toBeUndefined();
      expect(await its.get(keyOf('family-9999', 'family'))).toBeUndefined();
      expect(await its.find(tenant, 'note', 'family-9999')).toBeUndefined();
      expect(await listOf(its, 'family')).toEqual([]);
      const query = { ...keyOf('', 'family'), limit: 9, order: 'asc' } as const;
      expect(await its.list({ ...query, after: 'family-9999' })).toBeUndefined();
      expect(await its.readPiece(tenant, piece.hash)).toBeUndefined();
      expect((await its.listOlder('note', 9_999, 9)).map(({ id }) => id)).toEqual(['bystander']);
      expect(await its.acquire(keyOf('family-9999', 'family'), 'me', 1_000)).toBeUndefined();
      const update = { ...keyOf('family-9999', 'family'), type: 'update', body: '1' } as const;
      expect(await its.write(tenant, [update])).toBe(false);
    }
    // All of that came between two batches.
    expect(countRows(file, 'records')).toBeGreaterThan(1);
    await vi.waitFor(() => expect(leftIn(file)).toEqual([1, 0, 0, 0, 0, 0]), 10_000);
  });

  it('at any depth, with all logs', async () => {
    const file = newFile();
    const store = await openStore(file);
    const piece = pieceOf('x'.repeat(1024 * 1024));
    // In an order in which nothing is there before what it owns.
    await writeAll(store, [
      append('d', 0),
      insert('d', { owner: 'c', pieces: [piece] }),
      insert('c', { owner: 'b' }),
      insert('b', { owner: 'a' }),
      insert('a'),
      append('b', 0),
      append('a', 0),
      ...children('c', 300),
      ...children('b', 300),
      insert('kept', { owner: 'elsewhere' }),
      append('kept', 0),
    ]);
    await store.write(tenant, [remove('a')]);
    for (const id of ['a', 'b', 'c', 'd', 'c-299', 'b-299'])
      expect(await store.find(tenant, 'note', id)).toBeUndefined();
    for (const log of ['a', 'b', 'd'])
      expect(await store.readEvents(tenant, log, -1, 9)).toEqual([]);
    expect(await store.readPiece(tenant, piece.hash)).toBeUndefined();
    expect(await store.readEvents(tenant, 'kept', -1, 9)).toHaveLength(1);
    await vi.waitFor(() => expect(leftIn(file)).toEqual([1, 1, 1, 0, 0, 0]), 10_000);
  });

  it('also where two own each other, or one owns itself', async () => {
    const file = newFile();
    const store = await openStore(file);
    await store.write(tenant, [
      insert('a', { owner: 'b' }),
      insert('b', { owner: 'a' }),
      insert('self', { owner: 'self' }),
    ]);
    await store.write(tenant, [remove('a', 'b'), remove('self', 'self')]);
    expect(leftIn(file)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('and may be made anew at once: what comes later is not swept away', async () => {
    const file = newFile();
    const store = await openStore(file);
    const made = [insert('family'), ...children('family', 1_000), append('family', 0, 'old')];
    await writeAll(store, made);
    await store.write(tenant, [remove('family'), insert('family'), append('family', 0, 'new')]);
    await store.write(tenant, [insert('family-999', { owner: 'family', body: 'new' })]);
    expect(countRows(file, 'sweeps')).toBe(1);
    expect(await listOf(store, 'family')).toEqual(['family-999']);
    await vi.waitFor(() => expect(countRows(file, 'sweeps')).toBe(0), 10_000);
    expect(await listOf(store, 'family')).toEqual(['family-999']);
    expect((await store.get(keyOf('family-999', 'family')))?.body).toBe('new');
    expect(await store.readEvents(tenant, 'family', -1, 9)).toMatchObject([{ events: 'new' }]);
    await store.write(tenant, [remove('family')]);
    expect(leftIn(file)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is swept on after a start', async () => {
    const file = newFile();
    const first = await openStore(file);
    await writeAll(first, [insert('family'), ...children('family', 2_000)]);
    await first.write(tenant, [remove('family')]);
    await first.close();
    expect(countRows(file, 'records')).toBeGreaterThan(0);
    const store = await openStore(file);
    expect(await listOf(store, 'family')).toEqual([]);
    await vi.waitFor(() => expect(leftIn(file)).toEqual([0, 0, 0, 0, 0, 0]), 10_000);
  });

  it('together with the write, where it is little', async () => {
    const file = newFile();
    const store = await openStore(file);
    await writeAll(store, [insert('a'), ...children('a', rowsAtOnce - 2), append('a', 0)]);
    await store.write(tenant, [remove('a')]);
    expect(leftIn(file)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

it('a long log is dropped at once for readers, and goes on anew', async () => {
  const file = newFile();
  const store = await openStore(file);
  await writeAll(store, [insert('a'), ...Array.from({ length: 500 }, (_, n) => append('a', n))]);
  await store.write(tenant, [{ type: 'dropEvents', log: 'a' }, append('a', 500)]);
  expect(await store.readEvents(tenant, 'a', -1, 9)).toMatchObject([{ first: 500 }]);
  await vi.waitFor(() => expect(leftIn(file)).toEqual([1, 1, 0, 0, 0, 0]), 10_000);
});

it('filled and emptied again and again, the file stops growing', async () => {
  const file = newFile();
  const store = await openStore(file);
  const pages = () => Number(readRows(file, 'pragma page_count')[0]?.page_count);
  const sizes: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const body = `"${'x'.repeat(2_000)}"`;
    await writeAll(store, [insert('family'), ...children('family', 1_000, { body })]);
    await store.write(tenant, [remove('family')]);
    await vi.waitFor(() => expect(countRows(file, 'records')).toBe(0), 10_000);
    sizes.push(pages());
  }
  expect(sizes[5]).toBeLessThanOrEqual((sizes[1] ?? 0) * 1.05);
});
