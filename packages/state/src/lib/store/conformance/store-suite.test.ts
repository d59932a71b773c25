import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../memory-store.ts';
import type { StateStore } from '../state-store.ts';
import type { Fault } from './__fixtures__/fault.ts';
import { faultyContent } from './__fixtures__/faulty-content.ts';
import { faultyHolds } from './__fixtures__/faulty-holds.ts';
import { faultyLists } from './__fixtures__/faulty-lists.ts';
import { faultyRecords } from './__fixtures__/faulty-records.ts';
import { faultySignals } from './__fixtures__/faulty-signals.ts';
import { faultyWrites } from './__fixtures__/faulty-writes.ts';
import { type StoreTest, storeSuite } from './store-suite.ts';

const faults = {
  ...faultyRecords,
  ...faultyLists,
  ...faultyWrites,
  ...faultyHolds,
  ...faultyContent,
  ...faultySignals,
};

/** @param fault Default: none. */
function suiteOf(fault?: Fault): readonly StoreTest[] {
  return storeSuite({
    patienceMs: fault ? 700 : 5_000,
    async open() {
      const good = createMemoryStore();
      const store = { ...good, ...fault?.broken(good) };
      const reopen = async () => fault?.reopen?.() ?? anotherView(store);
      return { store, reopen, stop: () => good.close() };
    },
  });
}

/** What another process has of the same data, as long as the first one lives. */
function anotherView(store: StateStore): StateStore {
  return { ...store, start: async () => undefined, close: async () => undefined };
}

describe('a good store passes', () => {
  for (const { title, run } of suiteOf()) it(title, run);
});

describe.concurrent('the suite notices a store that', () => {
  it.each(Object.entries(faults))('%s', async (_, fault) => {
    const suite = suiteOf(fault);
    for (const title of fault.fails) {
      const test = suite.find((one) => one.title === title);
      await expect(test?.run(), title).rejects.toThrow();
    }
  });
});

it.each<[string, Fault['broken'], string]>([
  [
    'life: closed, it refuses to read and to write',
    () => ({ close: async () => {} }),
    'Not so: after close, get rejects. The last call was get of note "a", which gave nothing.',
  ],
  [
    'holds: released, it is free at once, and keeps its epoch',
    (good) => ({
      write: async (tenant, changes) => (await good.write(tenant, changes)) || true,
    }),
    'in an epoch before: expected false, but got true. The last call was write of release note "a", which gave true.',
  ],
  [
    'model: two tenants, at random, see what a plain model says',
    (good) => ({
      async find(...named) {
        const record = await good.find(...named);
        return record && { ...record, version: 0 };
      },
    }),
    'find, at version: expected 1, but got 0. The last call was find("',
  ],
])('a failure says what was expected of which method: %s', async (title, broken, message) => {
  const test = suiteOf({ fails: [], broken }).find((one) => one.title === title);
  await expect(test?.run()).rejects.toThrow(message);
});

it('each test is failed by one of them', () => {
  const failed = new Set(Object.values(faults).flatMap(({ fails }) => fails));
  const unmoved = suiteOf().filter(({ title }) => !failed.has(title));
  expect(unmoved.map(({ title }) => title)).toEqual([]);
});

it('no two tests have the same title', () => {
  const titles = suiteOf().map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});
