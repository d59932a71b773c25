import type { ListQuery, StateStore, StoredRecord } from '../state-store.ts';
import { check } from './check.ts';

/** A collection and how it is read, without a cursor. */
export type Walk = Omit<ListQuery, 'after' | 'before'>;

/** All ids of a collection, page by page. @throws {Error} where one comes twice. */
export async function walk(store: StateStore, query: Walk): Promise<readonly string[]> {
  const seen = new Set<string>();
  let after: string | undefined;
  for (;;) {
    const page = await pageOf(store, { ...query, after });
    addTo(seen, page);
    if (page.length < query.limit) return [...seen];
    after = page.at(-1)?.id;
  }
}

/** The same from its end, by `before`; in the order of the walk nevertheless. */
export async function walkBack(store: StateStore, query: Walk): Promise<readonly string[]> {
  const order = query.order === 'asc' ? 'desc' : 'asc';
  const ids = (await pageOf(store, { ...query, order, limit: 1 })).map(({ id }) => id);
  const seen = new Set(ids);
  for (;;) {
    const page = await pageOf(store, { ...query, before: ids[0] });
    addTo(seen, page);
    ids.unshift(...page.map(({ id }) => id));
    if (page.length < query.limit) return ids;
  }
}

export async function pageOf(
  store: StateStore,
  query: ListQuery,
): Promise<readonly StoredRecord[]> {
  const page = await store.list(query);
  check(page, `a page after "${query.after}" and before "${query.before}"`);
  check(page.length <= query.limit, `a page of at most ${query.limit} records`);
  return page;
}

function addTo(seen: Set<string>, page: readonly StoredRecord[]): void {
  for (const { id } of page) {
    check(!seen.has(id), `"${id}" comes once only`);
    seen.add(id);
  }
}
