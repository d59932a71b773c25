import type { StateStore } from '../../state-store.ts';

/** Something that a store does wrong. */
export interface Fault {
  /** Tests that notice. */
  readonly fails: readonly string[];
  /** What it does in place of a good store. */
  broken(good: StateStore): Partial<StateStore>;
  /** Default: the same data. */
  readonly reopen?: () => StateStore;
}

export type Faults = Readonly<Record<string, Fault>>;
