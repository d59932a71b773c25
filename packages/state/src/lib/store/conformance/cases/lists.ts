import type { StateStore } from '../../state-store.ts';
import { insert, keyOf, remove, tenant, update, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import type { StoreCase } from '../store-case.ts';
import { pageOf, walk, walkBack } from '../walk.ts';

const collection = { tenant, kind: 'note', owner: 'o' };
const place = { owner: 'o' };
const orders = ['asc', 'desc'] as const;

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

/** In the order of insertion, which is none of the ids, and with neighbours in other collections. */
async function fill(store: StateStore, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await write(
      store,
      insert(id, place),
      insert(id, { owner: 'p' }),
      insert(id, { kind: 'x', ...place }),
    );
  }
}

export const listCases: readonly StoreCase[] = [
  {
    title: 'lists: by insertion, in both orders, whatever ids and times say',
    async run({ store }) {
      const ids = ['m', 'a', 'z', 'B', 'b', '10', '9'];
      const inserts = ids.map((id, index) => insert(id, { ...place, createdAt: 1000 - index }));
      // Some in one write, some in writes of their own.
      await write(store, ...inserts.slice(0, 3));
      for (const one of inserts.slice(3)) await write(store, one);
      await write(store, update('a', '[1]', place));
      const page = await pageOf(store, { ...collection, limit: 100, order: 'asc' });
      checkEqual(
        page.map(({ id }) => id),
        ids,
        'ascending',
      );
      const positions = page.map(({ position }) => position);
      check(
        positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0)),
        'positions grow',
      );
      const back = await pageOf(store, { ...collection, limit: 100, order: 'desc' });
      checkEqual(back, page.toReversed(), 'descending');
    },
  },
  {
    title: 'lists: a collection without records is empty, not missing',
    async run({ store }) {
      await fill(store, ['a']);
      for (const order of orders) {
        const query = { limit: 9, order, owner: 'none', tenant, kind: 'note' };
        checkEqual(await store.list(query), [], 'an owner without records');
        checkEqual(await store.list({ ...query, kind: 'none' }), [], 'a kind without records');
      }
    },
  },
  {
    title: 'lists: pages of any size have each record once, by both cursors, in both orders',
    async run({ store }) {
      const ids = numbered(23);
      await fill(store, ids);
      for (const limit of [1, 2, 7, 22, 23, 24, 100]) {
        for (const order of orders) {
          const expected = order === 'asc' ? ids : ids.toReversed();
          const query = { ...collection, limit, order };
          checkEqual(await walk(store, query), expected, `after, ${order}, pages of ${limit}`);
          checkEqual(await walkBack(store, query), expected, `before, ${order}, pages of ${limit}`);
        }
      }
    },
  },
  {
    title: 'lists: a page before a record holds those right before it',
    async run({ store }) {
      await fill(store, numbered(9));
      const idsOf = async (order: 'asc' | 'desc', before: string, limit: number) =>
        (await pageOf(store, { ...collection, order, before, limit })).map(({ id }) => id);
      checkEqual(await idsOf('asc', 'n6', 3), ['n3', 'n4', 'n5'], 'ascending');
      checkEqual(await idsOf('desc', 'n2', 3), ['n5', 'n4', 'n3'], 'descending');
      checkEqual(await idsOf('asc', 'n2', 3), ['n0', 'n1'], 'near the start');
      checkEqual([await idsOf('asc', 'n0', 3), await idsOf('desc', 'n8', 3)], [[], []], 'at it');
    },
  },
  {
    title: 'lists: only those of a label, from any record of the collection on',
    async run({ store }) {
      const ids = numbered(20);
      const labelOf = (index: number) => (['x', 'y', undefined] as const)[index % 3];
      for (const [index, id] of ids.entries()) {
        const label = labelOf(index);
        await write(store, insert(id, { ...place, ...(label && { label }) }));
      }
      for (const label of ['x', 'y', 'none']) {
        const expected = ids.filter((_, index) => labelOf(index) === label);
        for (const limit of [1, 3, 50]) {
          const query = { ...collection, label, limit };
          checkEqual(
            await walk(store, { ...query, order: 'asc' }),
            expected,
            `of label "${label}"`,
          );
          const back = await walkBack(store, { ...query, order: 'desc' });
          checkEqual(back, expected.toReversed(), `of label "${label}", from the end`);
        }
      }
      const query = { ...collection, label: 'x', limit: 2, order: 'asc' } as const;
      const idsOf = async (cursor: { after?: string; before?: string }) =>
        (await pageOf(store, { ...query, ...cursor })).map(({ id }) => id);
      checkEqual(await idsOf({ after: 'n4' }), ['n6', 'n9'], 'after one of another label');
      checkEqual(await idsOf({ before: 'n8' }), ['n3', 'n6'], 'before one of no label');
    },
  },
  {
    title: 'lists: a cursor that names no record of the collection gives nothing',
    async run({ store }) {
      await fill(store, ['a', 'b', 'c']);
      await write(
        store,
        insert('elsewhere', { owner: 'p' }),
        insert('other', { kind: 'x', ...place }),
      );
      await write(store, remove('b', place), insert('o'));
      for (const cursor of ['b', 'elsewhere', 'other', 'never', 'A', 'a ', '', '%', 'o']) {
        for (const order of orders) {
          const query = { ...collection, limit: 9, order };
          checkEqual(await store.list({ ...query, after: cursor }), undefined, `after "${cursor}"`);
          checkEqual(
            await store.list({ ...query, before: cursor }),
            undefined,
            `before "${cursor}"`,
          );
        }
      }
    },
  },
  {
    title: 'lists: what is there throughout is seen exactly once while others come and go',
    async run({ store, reopen }) {
      const lasting = numbered(60);
      const passing = numbered(60).map((id) => `passing-${id}`);
      for (const [index, id] of lasting.entries()) {
        await write(store, insert(id, place), insert(passing[index] ?? '', place));
      }
      const other = await reopen();
      const walks = [1, 7, 50].flatMap((limit) =>
        orders.map(async (order) => {
          const seen: string[] = [];
          let after: string | undefined;
          // The end itself runs away from it: it is over with the last of those that stay.
          while (seen.length < lasting.length) {
            const page = await other.list({ ...collection, limit, order, after });
            seen.push(...(page ?? []).map(({ id }) => id).filter((id) => lasting.includes(id)));
            if (page && page.length < limit) break;
            // Where its cursor was deleted meanwhile, it goes on behind the last that stays.
            after = page ? page.at(-1)?.id : seen.at(-1);
          }
          const expected = order === 'asc' ? lasting : lasting.toReversed();
          checkEqual(seen, expected, `${order}, pages of ${limit}`);
        }),
      );
      let isWalking = true;
      const changing = (async () => {
        for (let index = 0; isWalking; index += 1) {
          const gone = passing[index];
          await write(store, insert(`new-${index}`, place), ...(gone ? [remove(gone, place)] : []));
          if (index >= 20) await write(store, remove(`new-${index - 20}`, place));
        }
      })();
      const walked = await Promise.allSettled(walks);
      isWalking = false;
      await changing;
      for (const one of walked) if (one.status === 'rejected') throw one.reason;
    },
  },
  {
    title: 'lists: 10,000 records of one collection, to the end',
    async run({ store }) {
      const ids = numbered(10_000);
      for (let start = 0; start < ids.length; start += 500) {
        const some = ids.slice(start, start + 500);
        await write(store, ...some.map((id) => insert(id, { ...place, body: '{"a":"b"}' })));
      }
      for (const order of orders) {
        const expected = order === 'asc' ? ids : ids.toReversed();
        checkEqual(await walk(store, { ...collection, limit: 100, order }), expected, order);
      }
      checkEqual((await store.get(keyOf('n9999', place)))?.id, 'n9999', 'the last one');
    },
  },
];
