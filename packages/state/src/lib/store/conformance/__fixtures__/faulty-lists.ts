import type { ListQuery, StateStore, StoredRecord } from '../../state-store.ts';
import type { Fault, Faults } from './fault.ts';

/** Lists otherwise; `all` is the whole collection, in the order asked for. */
function listing(
  fails: readonly string[],
  list: (query: ListQuery, all: readonly StoredRecord[]) => readonly StoredRecord[] | undefined,
): Fault {
  return {
    fails,
    broken: (good) => ({
      list: async (query) => list(query, await allOf(good, query)),
    }),
  };
}

async function allOf(good: StateStore, { tenant, kind, owner, order }: ListQuery) {
  return (await good.list({ tenant, kind, owner, order, limit: 20_000 })) ?? [];
}

/** As it should be, of records in any order. */
function pageOf({ after, before, limit, label }: ListQuery, all: readonly StoredRecord[]) {
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const end = before === undefined ? all.length : all.findIndex(({ id }) => id === before);
  if ((after !== undefined && start === 0) || end < 0) return undefined;
  const some = all.slice(start, end).filter((one) => label === undefined || one.label === label);
  return before === undefined ? some.slice(0, limit) : some.slice(-limit);
}

const byId = (a: StoredRecord, b: StoredRecord) => (a.id < b.id ? -1 : 1);

export const faultyLists: Faults = {
  'sorts by id': listing(
    ['lists: by insertion, in both orders, whatever ids and times say'],
    (query, all) => pageOf(query, all.toSorted(byId)),
  ),
  'takes an empty collection for a missing one': listing(
    ['lists: a collection without records is empty, not missing'],
    (query, all) => (all.length === 0 ? undefined : pageOf(query, all)),
  ),
  'gives the cursor again': listing(
    ['lists: pages of any size have each record once, by both cursors, in both orders'],
    (query, all) => {
      const cursor = all.find(({ id }) => id === query.after);
      const page = pageOf(query, all);
      return cursor && page ? [cursor, ...page].slice(0, query.limit) : page;
    },
  ),
  'leaves one out between pages': listing(
    ['lists: pages of any size have each record once, by both cursors, in both orders'],
    (query, all) => {
      const page = pageOf({ ...query, limit: query.limit + 1 }, all);
      return query.after === undefined ? page?.slice(0, query.limit) : page?.slice(1);
    },
  ),
  'begins at the start, also before a record': listing(
    [
      'lists: a page before a record holds those right before it',
      'lists: pages of any size have each record once, by both cursors, in both orders',
    ],
    (query, all) => {
      const page = pageOf({ ...query, limit: all.length + 1 }, all);
      return page?.slice(0, query.limit);
    },
  ),
  'looks at labels after it has cut the page': listing(
    ['lists: only those of a label, from any record of the collection on'],
    (query, all) => {
      const page = pageOf({ ...query, label: undefined }, all);
      return page?.filter(({ label }) => query.label === undefined || label === query.label);
    },
  ),
  'looks for cursors among those of the label': listing(
    ['lists: only those of a label, from any record of the collection on'],
    (query, all) =>
      pageOf(
        query,
        all.filter(({ label }) => query.label === undefined || label === query.label),
      ),
  ),
  'begins anew at a cursor that it does not know': listing(
    ['lists: a cursor that names no record of the collection gives nothing'],
    (query, all) =>
      pageOf(query, all) ?? pageOf({ ...query, after: undefined, before: undefined }, all),
  ),
  'knows cursors of other collections': {
    fails: ['lists: a cursor that names no record of the collection gives nothing'],
    broken: (good) => ({
      async list(query) {
        const cursor = query.after ?? query.before ?? '';
        return (
          (await good.list(query)) ?? ((await good.find(query.tenant, query.kind, cursor)) && [])
        );
      },
    }),
  },
  'pages by number': {
    fails: ['lists: what is there throughout is seen exactly once while others come and go'],
    broken(good) {
      const numbers = new Map<string, number>();
      return {
        async list(query) {
          const all = await allOf(good, query);
          const nameOf = (id: string | undefined) => [query.order, query.limit, id].join();
          const start = numbers.get(nameOf(query.after)) ?? 0;
          const page = all.slice(start, start + query.limit);
          numbers.set(nameOf(page.at(-1)?.id), start + page.length);
          return page;
        },
      };
    },
  },
  'has room for 9,000 records': {
    fails: ['lists: 10,000 records of one collection, to the end'],
    broken(good) {
      let count = 0;
      return {
        write(tenant, changes, guard) {
          count += changes.length;
          return count > 9_000 ? Promise.resolve(true) : good.write(tenant, changes, guard);
        },
      };
    },
  },
};
