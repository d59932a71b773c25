import type { StateStore } from '../state-store.ts';
import { eventCases } from './cases/events.ts';
import { holdCases } from './cases/holds.ts';
import { keyCases } from './cases/keys.ts';
import { lifeCases } from './cases/life.ts';
import { listCases } from './cases/lists.ts';
import { modelCases } from './cases/model.ts';
import { pieceCases } from './cases/pieces.ts';
import { recordCases } from './cases/records.ts';
import { subscribeCases } from './cases/subscribe.ts';
import { sweepCases } from './cases/sweeps.ts';
import { tenantCases } from './cases/tenants.ts';
import { workCases } from './cases/work.ts';
import { writeCases } from './cases/writes.ts';
import { createPatience } from './patience.ts';
import type { Bench, StoreCase } from './store-case.ts';
import { createWitness, type Witness } from './witness.ts';

export interface StoreSetup {
  /** A new, empty store. Called once a test. */
  open(): Promise<OpenedStore>;
  /** What takes longer counts as never, in ms. Default: 10,000. */
  readonly patienceMs?: number | undefined;
}

export interface OpenedStore {
  /** Not started: the suite starts and closes it. */
  readonly store: StateStore;
  /**
   * Another store over the same data, as another process has one; not started either.
   * Default: there is none, and what is said of other processes is tried on the store itself.
   */
  reopen?(): Promise<StateStore>;
  /** Removes what was opened. All stores are closed by then. */
  stop(): Promise<void>;
}

/** A test for whatever runner you use. */
export interface StoreTest {
  readonly title: string;
  /** Opens a store of its own, so that tests may run side by side. Takes seconds at most. */
  run(): Promise<void>;
}

const cases: readonly StoreCase[] = [
  ...lifeCases,
  ...recordCases,
  ...keyCases,
  ...listCases,
  ...writeCases,
  ...holdCases,
  ...eventCases,
  ...pieceCases,
  ...sweepCases,
  ...tenantCases,
  ...subscribeCases,
  ...workCases,
  ...modelCases,
];

/**
 * Everything that a `StateStore` promises, as tests that only need a runner:
 * `for (const { title, run } of storeSuite({ open })) it(title, run)`.
 */
export function storeSuite({ open, patienceMs = 10_000 }: StoreSetup): readonly StoreTest[] {
  const patience = createPatience(patienceMs);
  return cases.map(({ title, run }) => ({
    title,
    async run() {
      const opened = await open();
      const stores = [opened.store];
      const witness = createWitness();
      try {
        await run(await setUp(opened, stores, { patience, witness }));
      } catch (error) {
        throw withLastCall(error, witness);
      } finally {
        for (const store of stores) await store.close();
        await opened.stop();
      }
    },
  }));
}

/** @param stores where further ones are added, to be closed. */
async function setUp(
  { store, reopen }: OpenedStore,
  stores: StateStore[],
  { patience, witness }: Pick<Bench, 'patience'> & { readonly witness: Witness },
): Promise<Bench> {
  const watched = witness.watch(store);
  await watched.start();
  return {
    store: watched,
    patience,
    async reopen() {
      if (!reopen) return watched;
      const other = await reopen();
      stores.push(other);
      const otherWatched = witness.watch(other);
      await otherWatched.start();
      return otherWatched;
    },
  };
}

function withLastCall(error: unknown, { lastCall }: Witness): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`${message} The last call was ${lastCall()}.`, { cause: error });
}
