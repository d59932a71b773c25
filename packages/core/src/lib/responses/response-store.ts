import type { ResponsesInputItem } from '@gw/schema';
import type { Awaitable } from '../api.ts';
import type { CallContext } from '../context.ts';

/** A response that can be continued. */
export interface StoredResponse {
  readonly id: string;
  /**
   * All that a continuation stands on, oldest first: what the response was asked, with everything
   * before it, and its output. Items as we hold them, opaque content included.
   */
  readonly items: readonly ResponsesInputItem[];
}

/**
 * Where responses are kept between requests. The tenant is part of every key: what belongs to
 * another one is not there.
 */
export interface ResponseStore {
  /** @param ctx the call that goes on from it. Default: none that is known. */
  get(tenant: string, id: string, ctx?: CallContext): Awaitable<StoredResponse | undefined>;
  /** One item of a response that is held, by the item's id. */
  getItem(tenant: string, itemId: string): Awaitable<ResponsesInputItem | undefined>;
  set(tenant: string, response: StoredResponse): Awaitable<void>;
  delete(tenant: string, id: string): Awaitable<void>;
}
