import { listPage } from '../kit/list-page.ts';
import type { ListParams } from '../kit/list-params.ts';
import { unknownCursor } from '../kit/not-found.ts';
import type { Held, Page, TenantStore } from '../kit/tenant-store.ts';
import { getResponse, type KeptResponse, responseKind } from './kept-response.ts';

export interface ResponsesQuery extends ListParams {
  /** As the responses say it. Default: any. */
  readonly model?: string | undefined;
}

/** How many are looked at together behind those that were deleted. */
const stride = 100;

/**
 * A page of responses. Those that are hidden leave no gap in it, however many there are in a row.
 * @throws {GatewayError} `invalid_value` for a cursor that is not in the list.
 */
export async function listResponses(
  store: TenantStore,
  { model, ...query }: ResponsesQuery,
): Promise<Page<KeptResponse>> {
  const cursor = query.after ?? query.before;
  const isBackward = query.before !== undefined;
  if (cursor !== undefined && !(await getResponse(store, cursor)))
    throw unknownCursor(isBackward ? 'before' : 'after');
  const shown: Held<KeptResponse>[] = [];
  let { after, before, limit } = query;
  for (;;) {
    // Should its cursor be deleted just now, what is behind it is not known any more.
    const page = await listPage<KeptResponse>(store, responseKind, {
      ...(after !== undefined && { after }),
      ...(before !== undefined && { before }),
      ...(model !== undefined && { label: model }),
      limit,
      order: query.order,
    });
    const found = page.held.filter(({ value }) => !value.isHidden);
    if (isBackward) shown.unshift(...found);
    else shown.push(...found);
    const rest = shown.length - query.limit;
    if (rest > 0) {
      return { held: isBackward ? shown.slice(rest) : shown.slice(0, query.limit), hasMore: true };
    }
    const edge = isBackward ? page.held[0] : page.held.at(-1);
    if (!page.hasMore || !edge) return { held: shown, hasMore: false };
    // Whether there are more is known of shown ones alone; mostly the page is full at once.
    if (rest === 0 && found.length === page.held.length) return { held: shown, hasMore: true };
    if (isBackward) before = edge.id;
    else after = edge.id;
    limit = stride;
  }
}
