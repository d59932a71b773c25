import type { RecordKey, StateStore } from '../state-store.ts';
import { check } from './check.ts';
import type { Patience } from './patience.ts';

/** Takes a record for next to no time, and waits until that is over. @returns its epoch. */
export async function takeUntilOver(
  store: StateStore,
  key: RecordKey,
  patience: Patience,
): Promise<number> {
  const epoch = await store.acquire(key, 'passing', 1);
  check(epoch !== undefined, 'it is taken');
  await patience.eventually('its time is over', async () => {
    return (await store.get(key))?.holder === undefined;
  });
  return epoch;
}
