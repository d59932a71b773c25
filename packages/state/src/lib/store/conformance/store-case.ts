import type { StateStore } from '../state-store.ts';
import type { Patience } from './patience.ts';

/** One sentence of the port, and how to see that it is kept. */
export interface StoreCase {
  readonly title: string;
  run(bench: Bench): Promise<void>;
}

export interface Bench {
  /** Started, and empty. */
  readonly store: StateStore;
  readonly patience: Patience;
  /** Another process' view of the same data, started; the store itself where it has no other. */
  reopen(): Promise<StateStore>;
}
