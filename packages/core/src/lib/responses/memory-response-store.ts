import { createItemIndex, createSizer, keyOf } from './memory-response-store-items.ts';
import type { ResponseStore, StoredResponse } from './response-store.ts';

/** Bounds of a store in memory. */
export interface MemoryResponseStoreOptions {
  /**
   * Bytes of all that is kept, each response counted with its whole context. Default: 64 MiB. A
   * response that is larger by itself is not kept.
   */
  readonly maxBytes?: number | undefined;
  /** Responses that are kept. Default: 10 000. */
  readonly maxResponses?: number | undefined;
}

interface Entry {
  readonly tenant: string;
  readonly response: StoredResponse;
  readonly bytes: number;
}

/**
 * Keeps responses in this process. When a bound is reached, those that were not used for the longest
 * time go. Responses of one conversation share their items, so that what is counted is an upper bound.
 */
export function createMemoryResponseStore({
  maxBytes = 64 * 1024 * 1024,
  maxResponses = 10_000,
}: MemoryResponseStoreOptions = {}): ResponseStore {
  /** In the order of their last use. */
  const entries = new Map<string, Entry>();
  const index = createItemIndex();
  const sizeOf = createSizer();
  let bytes = 0;

  const use = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  };
  const drop = (key: string): void => {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    bytes -= entry.bytes;
    index.remove(entry.tenant, entry.response.items);
  };
  const makeRoom = (): void => {
    for (const key of entries.keys()) {
      if (bytes <= maxBytes && entries.size <= maxResponses) return;
      drop(key);
    }
  };

  return {
    get: (tenant, id) => use(keyOf(tenant, id))?.response,
    getItem(tenant, itemId) {
      const held = index.get(tenant, itemId);
      if (held) use(held.responseKey);
      return held?.item;
    },
    set(tenant, response) {
      const key = keyOf(tenant, response.id);
      drop(key);
      const entry = { tenant, response, bytes: key.length + sizeOf(response.items) };
      if (entry.bytes > maxBytes) return;
      entries.set(key, entry);
      bytes += entry.bytes;
      index.add(tenant, response.items, key);
      makeRoom();
    },
    delete: (tenant, id) => drop(keyOf(tenant, id)),
  };
}
