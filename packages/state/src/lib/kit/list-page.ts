import { unknownCursor } from './not-found.ts';
import type { Page, TenantStore } from './tenant-store.ts';

/**
 * A page of a list that a client asked for.
 * @throws {GatewayError} `invalid_value` naming the cursor, where that is not in the list.
 */
export async function listPage<T>(
  store: TenantStore,
  kind: string,
  query: Parameters<TenantStore['list']>[1],
): Promise<Page<T>> {
  const page = await store.list<T>(kind, query);
  if (page) return page;
  throw unknownCursor(query.before === undefined ? 'after' : 'before');
}
