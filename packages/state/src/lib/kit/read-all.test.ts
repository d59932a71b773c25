import { expect, test } from 'vitest';
import { createMemoryStore } from '../store/memory-store.ts';
import type { ListQuery, StateStore } from '../store/state-store.ts';
import { readAll } from './read-all.ts';
import { createTenantStores } from './tenant-store.ts';

const key = (id: string) => ({ kind: 'note', owner: 'o', id });
const ids = Array.from({ length: 450 }, (_, at) => `n${at}`);

/** 450 notes of one owner, every third with a label; `onList` comes before each page. */
async function open(onList: (store: StateStore, query: ListQuery) => Promise<unknown>) {
  const store = createMemoryStore();
  const notes = createTenantStores({
    ...store,
    async list(query) {
      await onList(store, query);
      return store.list(query);
    },
  })('ada');
  const inserts = ids.map((id, at) => {
    const label = at % 3 === 0 ? { label: 'third' } : {};
    return { type: 'insert', ...key(id), ...label, value: at, createdAt: 1 } as const;
  });
  await notes.write(inserts);
  return notes;
}

const quiet = async () => {};
const idsOf = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id);

test('all records of an owner come in their order, or those of a label', async () => {
  const notes = await open(quiet);
  const all = await readAll<number>(notes, 'note', { owner: 'o' });
  expect(idsOf(all)).toEqual(ids);
  expect(all[7]?.value).toBe(7);
  const third = await readAll(notes, 'note', { owner: 'o', label: 'third' });
  expect(idsOf(third)).toEqual(ids.filter((_, at) => at % 3 === 0));
  expect(await readAll(notes, 'note', { owner: 'nobody' })).toEqual([]);
});

test('the record that a page ended with may be deleted before the next one', async () => {
  const notes = await open((store, { tenant, after }) =>
    after === 'n199' || after === 'n200'
      ? store.write(tenant, [{ type: 'delete', ...key(after) }])
      : quiet(),
  );
  const left = ids.filter((id) => id !== 'n199' && id !== 'n200');
  expect(idsOf(await readAll(notes, 'note', { owner: 'o' }))).toEqual(left);
});

test('of what is deleted as a whole nothing is told', async () => {
  const notes = await open(async (store, { tenant, after }) => {
    if (after === undefined) return;
    await store.write(
      tenant,
      ids.map((id) => ({ type: 'delete', ...key(id) })),
    );
  });
  expect(await readAll(notes, 'note', { owner: 'o' })).toEqual([]);
});
