import { joinKey } from './join-key.ts';

/** Who wants to know of what is written under an id. */
export interface Listeners {
  subscribe(tenant: string, id: string, listener: () => void): () => void;
  /** Tells later, so that what a listener does or throws is none of the writer's business. */
  tell(tenant: string, ids: Iterable<string>): void;
  clear(): void;
}

export function createListeners(): Listeners {
  const listeners = new Map<string, Set<{ readonly tell: () => void }>>();
  return {
    subscribe(tenant, id, listener) {
      const key = joinKey(tenant, id);
      const those = listeners.get(key) ?? new Set();
      // An object of its own: the same function may have subscribed twice.
      const one = { tell: listener };
      listeners.set(key, those.add(one));
      return () => {
        those.delete(one);
        if (those.size === 0 && listeners.get(key) === those) listeners.delete(key);
      };
    },
    tell(tenant, ids) {
      for (const id of ids) {
        const those = listeners.get(joinKey(tenant, id));
        for (const one of those ?? []) queueMicrotask(() => those?.has(one) && one.tell());
      }
    },
    clear() {
      for (const those of listeners.values()) those.clear();
      listeners.clear();
    },
  };
}
