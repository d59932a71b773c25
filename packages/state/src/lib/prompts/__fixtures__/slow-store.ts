import type { Random } from '../../kit/__fixtures__/random.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { StateStore } from '../../store/state-store.ts';

/** A store in memory each of whose answers takes a while, so that calls meet in every order. */
export function createSlowStore(random: Random): StateStore {
  const store = createMemoryStore();
  const wait = async () => {
    for (let turns = random.below(8); turns > 0; turns--) await Promise.resolve();
  };
  return {
    ...store,
    async get(key) {
      await wait();
      const record = await store.get(key);
      await wait();
      return record;
    },
    async write(tenant, changes, guard) {
      await wait();
      const isWritten = await store.write(tenant, changes, guard);
      await wait();
      return isWritten;
    },
  };
}

/** A store in memory that lets something else happen right before the first write to come. */
export function createRacedStore(): StateStore & { race(other: () => Promise<unknown>): void } {
  const store = createMemoryStore();
  let other: (() => Promise<unknown>) | undefined;
  return {
    ...store,
    race(next) {
      other = next;
    },
    async write(...args) {
      const first = other;
      other = undefined;
      await first?.();
      return store.write(...args);
    },
  };
}
