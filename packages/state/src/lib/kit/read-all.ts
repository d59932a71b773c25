import type { Held, TenantStore } from './tenant-store.ts';

/** Whose records, and which of them. */
export interface Whole {
  readonly owner: string;
  /** Default: any. */
  readonly label?: string | undefined;
}

const pageSize = 200;

/** All records of a kind that one record owns, oldest first; none where it is not there. */
export async function readAll<T>(
  store: TenantStore,
  kind: string,
  { owner, label }: Whole,
): Promise<Held<T>[]> {
  const records: Held<T>[] = [];
  for (let hasMore = true; hasMore; ) {
    const after = records.at(-1)?.id;
    const page = await store.list<T>(kind, {
      owner,
      ...(label !== undefined && { label }),
      ...(after !== undefined && { after }),
      limit: pageSize,
      order: 'asc',
    });
    if (page) {
      records.push(...page.held);
      hasMore = page.hasMore;
    } else {
      // The last one was deleted meanwhile, perhaps with all others: from the beginning once more.
      records.length = 0;
    }
  }
  return records;
}
