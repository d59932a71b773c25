import { createGateway } from '@gw/core';
import { describe, expect, it, test } from 'vitest';
import { createState } from './create-state.ts';
import type { StateOptions } from './state-options.ts';
import { createMemoryStore } from './store/memory-store.ts';

const store = createMemoryStore();
const { work: _, ...idle } = store;

describe('an option that cannot be is refused at once', () => {
  it.each<[unknown, string]>([
    [undefined, 'options must be given, at least a "store".'],
    [store.start, 'options must be given'],
    [{}, '"store" must be given; createMemoryStore() makes one'],
    [{ store: Promise.resolve(store) }, '"store" must be a StateStore'],
    [{ store: null }, '"store" must be a StateStore'],
    [{ store: idle }, 'this has no function "work".'],
    [{ store, retentionMS: 1 }, 'there is no option "retentionMS"; there are store, priority,'],
    [{ store, retentionMs: -1 }, '"retentionMs" must be a whole number of ms, at least 1; leave'],
    [{ store, retentionMs: 0 }, '"retentionMs" must be'],
    [{ store, retentionMs: '30 days' }, '"retentionMs" must be'],
    [{ store, retentionMs: null }, '"retentionMs" must be'],
    [{ store, retentionMs: Number.POSITIVE_INFINITY }, 'leave it out to keep responses for ever.'],
    [{ store, replayMs: -1 }, '"replayMs" must be a whole number of ms, at least 0.'],
    [{ store, replayMs: 1.5 }, '"replayMs" must be'],
    [{ store, backgroundAtOnce: 0 }, '"backgroundAtOnce" must be a whole number of responses'],
    [{ store, backgroundAtOnce: '4' }, '"backgroundAtOnce" must be'],
    [{ store, maxBodyBytes: Number.NaN }, '"maxBodyBytes" must be a whole number of bytes'],
    [{ store, maxBodyBytes: 0 }, '"maxBodyBytes" must be'],
    [{ store, priority: '1' }, '"priority" must be a number.'],
    [{ store, logger: { warn() {} } }, '"logger" must have the functions "warn" and "error"'],
  ])('%j', (options, message) => {
    const make = () => createState(options as StateOptions);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(/^createState: /);
    expect(make).toThrow(message);
  });
});

test('what stands on the bounds is taken, and undefined is as nothing', () => {
  const bounds = { retentionMs: 1, replayMs: 0, backgroundAtOnce: 1, maxBodyBytes: 1 };
  expect(createState({ store, ...bounds, priority: -0.5, logger: console }).priority).toBe(-0.5);
  const nothing = { priority: undefined, retentionMs: undefined, logger: undefined };
  expect(createState({ store, ...nothing }).priority).toBe(-1_000);
});

describe('a state in two gateways', () => {
  const open = () => {
    const told: string[] = [];
    const logger = { warn() {}, error: (message: string) => void told.push(message) };
    const state = createState({ store: createMemoryStore(), logger });
    const make = () => createGateway({ use: [state], logger });
    const statusOf = async (gateway: ReturnType<typeof make>) =>
      (await gateway.fetch(new Request('http://gw/v1/conversations'))).status;
    return { told, make, statusOf };
  };

  it('is refused by the second one', async () => {
    const { make, statusOf } = open();
    const [one, other] = [make(), make()];
    expect(await statusOf(one)).toBe(200);
    await expect(other.start()).rejects.toThrow(
      /^createState: the state is in another gateway.* make one for each/,
    );
    expect([await statusOf(other), await statusOf(one)]).toEqual([500, 200]);
    await one.close();
  });

  it('is ended by either, and the other one says why it has none', async () => {
    const { told, make, statusOf } = open();
    const [one, other] = [make(), make()];
    expect(await statusOf(one)).toBe(200);
    await other.close();
    expect(await statusOf(one)).toBe(503);
    expect(told).toEqual([
      expect.stringMatching(/^The state is asked for after its end\. .* make one for each/),
    ]);
    await one.close();
  });
});

test('a gateway that is started once more goes on with what it has', async () => {
  const inner = createMemoryStore();
  const topics: string[] = [];
  const work: typeof inner.work = (topic, ...rest) => {
    topics.push(topic);
    return inner.work(topic, ...rest);
  };
  const state = createState({ store: { ...inner, work } });
  let isDown = true;
  const late = {
    name: 'late',
    async start() {
      if (isDown) throw new Error('not yet');
    },
  };
  const gateway = createGateway({ use: [state, late], logger: { warn() {}, error() {} } });
  await expect(gateway.start()).rejects.toThrow('not yet');
  isDown = false;
  await gateway.start();
  expect(topics).toEqual(['response']);
  await gateway.close();
});
