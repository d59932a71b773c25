import { expect, test, vi } from 'vitest';
import { createKeyedStores, createTenantStores } from '../kit/tenant-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { StateStore, StoredRecord } from '../store/state-store.ts';
import {
  getResponse,
  insertItems,
  type KeptResponse,
  responseKey,
  responseKind,
} from './kept-response.ts';
import { nameItems } from './own-items.ts';
import { sweep } from './sweep.ts';
import { createSweeper, type SweeperOptions } from './sweeper.ts';

const created =
  'event: response.created\ndata: {"type":"response.created","sequence_number":0}\n\n';
const delta = 'event: x\ndata: {"type":"response.output_text.delta","sequence_number":1}\n\n';

function house(options: Partial<SweeperOptions> = {}) {
  const inner = createMemoryStore();
  let looked = 0;
  let last: StoredRecord | undefined;
  const store: StateStore = {
    ...inner,
    async listOlder(...asked) {
      const records = await inner.listOlder(...asked);
      looked += records.length;
      return records;
    },
  };
  const own = createTenantStores(store)('ada');
  const all: SweeperOptions = {
    store,
    storeOf: createKeyedStores(store),
    holder: 'other',
    replayMs: 60_000,
    retentionMs: undefined,
    log: { warn() {}, error() {} },
    ...options,
  };
  /** A response that some process began. */
  const begin = async (id: string, value: Partial<KeptResponse> = {}, createdAt = Date.now()) => {
    const kept = { response: { id, status: 'in_progress' }, isStreamed: true, ...value };
    await own.write([
      { type: 'insert', kind: responseKind, owner: '', id, value: kept, createdAt },
      ...insertItems(id, nameItems(['{"role":"user","content":"hi"}'], 'input', new Set()), 0),
      { type: 'append', log: id, first: 0, last: 1, events: created + delta },
    ]);
  };
  return {
    store,
    own,
    begin,
    sweep: async () => {
      last = await sweep(all, last);
    },
    sweeper: createSweeper(all),
    /** How many records have been listed by their age since it was asked last. */
    countLooked() {
      const count = looked;
      looked = 0;
      return count;
    },
  };
}

const passed = () => new Promise((resolve) => setTimeout(resolve, 5));

test('what a process left behind has failed, and its log says so in the next numbers', async () => {
  const { own, begin, sweep } = house();
  await begin('resp_1');
  await own.acquire(responseKind, 'resp_1', 'gone', 1);
  await passed();
  await sweep();
  const held = await getResponse(own, 'resp_1');
  expect(held?.value).toMatchObject({
    response: { status: 'failed', error: { code: 'server_error' } },
    endedAt: expect.any(Number),
  });
  expect(held?.holder).toBeUndefined();
  const [, end] = await own.readEvents('resp_1', -1, 10);
  const events = (end?.events ?? '').match(
    /"type":"[a-z.]+","[^{]*"sequence_number":\d+|"sequence_number":\d+/g,
  );
  expect([end?.first, end?.last]).toEqual([2, 3]);
  expect(events).toHaveLength(2);
  await sweep();
  expect(await own.readEvents('resp_1', 3, 10)).toEqual([]);
});

test('what somebody holds is left alone', async () => {
  const { own, begin, sweep } = house();
  await begin('resp_1');
  await own.acquire(responseKind, 'resp_1', 'alive', 60_000);
  await sweep();
  expect((await getResponse(own, 'resp_1'))?.value.endedAt).toBeUndefined();
});

test('a log goes when its time is over, and the response stays with all that it has', async () => {
  const { store, own, begin, sweep } = house({ replayMs: -1 });
  await begin('resp_1', { endedAt: 1 });
  await own.write([
    { type: 'insert', kind: 'log', owner: 'resp_1', id: 'one', value: null, createdAt: 1 },
  ]);
  await sweep();
  expect(await own.readEvents('resp_1', -1, 10)).toEqual([]);
  expect(await getResponse(own, 'resp_1')).toBeDefined();
  expect(await store.listOlder('item', Date.now(), 10)).toHaveLength(1);
});

test('old responses go, with all that they have; those that run stay', async () => {
  const { store, own, begin, sweep } = house({ retentionMs: 1_000 });
  await begin('resp_old', { endedAt: 1 }, 1);
  await begin('resp_running', {}, 1);
  await begin('resp_new', { endedAt: Date.now() });
  await sweep();
  const ids = (await store.listOlder(responseKind, Date.now() + 1, 10)).map(({ id }) => id);
  expect(ids.sort()).toEqual(['resp_new', 'resp_running']);
  expect(await own.readEvents('resp_old', -1, 10)).toEqual([]);
  expect(await store.listOlder('item', Date.now(), 10)).toHaveLength(2);
});

test('old ones that others stand on do not keep the rest from going', async () => {
  const { store, own, begin, sweep } = house({ retentionMs: 1_000 });
  for (let at = 0; at < 60; at++) {
    await begin(`resp_parent${at}`, { endedAt: 1 }, 1);
    const id = `resp_child${at}`;
    await begin(id, { endedAt: Date.now(), previous: `resp_parent${at}` });
    const child = { kind: 'child', owner: `resp_parent${at}`, id: `child:${id}` };
    await own.write([{ type: 'insert', ...child, value: null, createdAt: Date.now() }]);
  }
  await begin('resp_alone', { endedAt: 1 }, 2);
  await sweep();
  await sweep();
  expect(await getResponse(own, 'resp_alone')).toBeUndefined();
  const kept = await store.listOlder(responseKind, Date.now() + 1, 1_000);
  expect(kept).toHaveLength(120);
  expect(await getResponse(own, 'resp_parent0')).toBeUndefined();
});

test('however much stays, what is behind it goes, and no round looks at all of it', async () => {
  const { own, begin, sweep, countLooked } = house({ retentionMs: 1_000 });
  const sweepUntilGone = async (id: string) => {
    for (let rounds = 0; rounds < 100 && (await getResponse(own, id)); rounds++) {
      countLooked();
      await sweep();
      expect(countLooked()).toBeLessThanOrEqual(300);
    }
    expect(await getResponse(own, id)).toBeUndefined();
  };
  await begin('resp_running', {}, 1);
  const hidden = { response: {}, isStreamed: false, isHidden: true, endedAt: 1 };
  for (let at = 0; at < 3_300; at++) {
    const key = { kind: responseKind, owner: '', id: `resp_hidden${at}` };
    await own.write([{ type: 'insert', ...key, value: hidden, createdAt: 2 + at }]);
  }
  await begin('resp_alone', { endedAt: 1 }, 5_000);
  await sweepUntilGone('resp_alone');
  // The next time round.
  const running = await getResponse(own, 'resp_running');
  const ended = { ...running?.value, endedAt: 1 };
  await own.write([{ type: 'update', ...responseKey('resp_running'), value: ended }]);
  await sweepUntilGone('resp_running');
});

test('once it was stopped, a sweeper starts no more', async () => {
  vi.useFakeTimers();
  try {
    const [early, late] = [house().sweeper, house().sweeper];
    early.start();
    expect(vi.getTimerCount()).toBe(1);
    await early.stop();
    expect(vi.getTimerCount()).toBe(0);
    // Where the store was being opened meanwhile.
    await late.stop();
    late.start();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
