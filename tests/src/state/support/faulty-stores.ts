import type { StateStore } from '@gw/state';

type Method = keyof StateStore;

/** Called in front of each of a store's methods; what it waits for delays it, what it throws is its failure. */
export type Before = (method: Method) => Promise<void> | void;

const instant: ReadonlySet<Method> = new Set(['subscribe', 'close']);

/** A store between whose methods and their callers stands something. */
export function standBefore(store: StateStore, before: Before): StateStore {
  const entries = Object.entries(store) as [Method, (...args: unknown[]) => unknown][];
  const methods = entries.map(([name, method]) => {
    if (instant.has(name)) return [name, method] as const;
    const guarded = async (...args: unknown[]) => {
      await before(name);
      return method(...args);
    };
    return [name, guarded] as const;
  });
  return Object.fromEntries(methods) as unknown as StateStore;
}

/** A store that can be switched off: then every method rejects. */
export function switchable(store: StateStore): { store: StateStore; isDown: boolean } {
  const own = {
    isDown: false,
    store: standBefore(store, () => {
      if (own.isDown) throw new Error('connect ECONNREFUSED 127.0.0.1:5432');
    }),
  };
  return own;
}
