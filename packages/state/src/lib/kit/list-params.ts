import { invalid } from './faults.ts';
import { readName, readOne } from './query-params.ts';

/** What part of a list is asked for. */
export interface ListParams {
  /** Id of the one behind which the page begins. Default: at the start. */
  readonly after?: string;
  /** Id of the one before which the page ends. Default: no end. */
  readonly before?: string;
  /** 1 to 100. */
  readonly limit: number;
  readonly order: 'asc' | 'desc';
}

const maxLimit = 100;

/**
 * Reads `after`, `before`, `limit` (default 20) and `order` (default `desc`) out of a query.
 * @throws {GatewayError} `invalid_value` naming the parameter.
 */
export function readListParams(
  query: string,
  defaults: { readonly limit?: number; readonly order?: 'asc' | 'desc' } = {},
): ListParams {
  const params = new URLSearchParams(query);
  const after = readName(params, 'after');
  const before = readName(params, 'before');
  if (after !== undefined && before !== undefined)
    throw invalid('after', "it cannot be given together with 'before'.");
  return {
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    limit: readLimit(params) ?? defaults.limit ?? 20,
    order: readOrder(params) ?? defaults.order ?? 'desc',
  };
}

function readLimit(params: URLSearchParams): number | undefined {
  const text = readOne(params, 'limit');
  if (text === undefined) return undefined;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= maxLimit) return limit;
  throw invalid('limit', `expected an integer from 1 to ${maxLimit}.`);
}

function readOrder(params: URLSearchParams): 'asc' | 'desc' | undefined {
  const order = readOne(params, 'order');
  if (order === undefined || order === 'asc' || order === 'desc') return order;
  throw invalid('order', "expected 'asc' or 'desc'.");
}

/** A page as lists are answered everywhere. */
export interface ListReply<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  /** `null` when there is none. */
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

export function toListReply<T extends { readonly id: string }>({
  data,
  hasMore,
}: {
  readonly data: readonly T[];
  readonly hasMore: boolean;
}): { readonly json: ListReply<T> } {
  const first_id = data[0]?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  return { json: { object: 'list', data, first_id, last_id, has_more: hasMore } };
}
