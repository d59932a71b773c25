import type { ResponsesInputItem } from '@gw/schema';
import type { ResponseStore, StoredResponse } from '../responses/response-store.ts';

/** The responses that one connection can continue: its own last one, and whatever is stored. */
export interface SessionStore extends ResponseStore {
  /** Keeps a response that is not to be stored: for this connection alone, until its next response. */
  setLocal(tenant: string, response: StoredResponse): void;
  /** Forgets a response that the connection holds, after a continuation of it has failed. */
  evict(id: string): void;
}

/**
 * Puts a connection's own memory in front of the store that all share. The memory holds the most
 * recent response only, as the contract says, so that a connection's hour of responses does not pile up.
 */
export function createSessionStore(shared: ResponseStore): SessionStore {
  let latest: { readonly tenant: string; readonly response: StoredResponse } | undefined;
  const held = (tenant: string) => (latest?.tenant === tenant ? latest.response : undefined);
  const forget = (id: string) => {
    if (latest?.response.id === id) latest = undefined;
  };
  return {
    get(tenant, id, ctx) {
      const response = held(tenant);
      return response?.id === id ? response : shared.get(tenant, id, ctx);
    },
    getItem(tenant, itemId) {
      return held(tenant)?.items.find(hasId(itemId)) ?? shared.getItem(tenant, itemId);
    },
    set(tenant, response) {
      latest = { tenant, response };
      return shared.set(tenant, response);
    },
    setLocal(tenant, response) {
      latest = { tenant, response };
    },
    delete(tenant, id) {
      if (held(tenant)) forget(id);
      return shared.delete(tenant, id);
    },
    evict: forget,
  };
}

/** A reference has the id of an item without being it. */
function hasId(id: string) {
  return (item: ResponsesInputItem) =>
    item.type !== 'item_reference' && 'id' in item && item.id === id;
}
