import type { Model } from '@gw/schema';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { recordLog } from '../__fixtures__/records.ts';
import { scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { createModelLists } from './model-lists.ts';
import type { Provider } from './provider.ts';

const model = (id: string): Model => ({ id, object: 'model', created: 1, owned_by: 'acme' });

/** A provider that answers as `list` says and counts how often it was asked. */
function listing(list: (asked: number, signal: AbortSignal) => Promise<readonly Model[]>) {
  const counts = { asked: 0 };
  const provider = scriptedProvider('p', [], {
    listModels: ({ signal }) => list(++counts.asked, signal),
  });
  return { provider, counts };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);
const idsOf = async (list: Promise<readonly Model[]>) => (await list).map(({ id }) => id);

test('a provider is asked once and remembered for some minutes', async () => {
  const { provider, counts } = listing(async (asked) => [model(`list ${asked}`)]);
  const lists = createModelLists(recordLog());
  expect(await idsOf(lists.of(provider))).toEqual(['list 1']);
  await minutes(4);
  expect(await idsOf(lists.of(provider))).toEqual(['list 1']);
  expect(counts.asked).toBe(1);
  await minutes(2);
  expect(await idsOf(lists.of(provider))).toEqual(['list 2']);
});

test('callers that come together share one question', async () => {
  const { provider, counts } = listing(async () => [model('one')]);
  const lists = createModelLists(recordLog());
  const all = await Promise.all([lists.of(provider), lists.of(provider), lists.of(provider)]);
  expect(all).toEqual([[model('one')], [model('one')], [model('one')]]);
  expect(counts.asked).toBe(1);
});

test('a provider that fails keeps its last known list, and the operator is told', async () => {
  const { provider } = listing(async (asked) => {
    if (asked > 1) throw new Error('down');
    return [model('one')];
  });
  const log = recordLog();
  const lists = createModelLists(log);
  await lists.of(provider);
  await minutes(6);
  expect(await idsOf(lists.of(provider))).toEqual(['one']);
  expect(log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('"p"') }]);
});

test('a provider that failed at the start is asked again soon, not minutes later', async () => {
  const { provider } = listing(async (asked) => {
    if (asked === 1) throw new Error('not up yet');
    return [model('one')];
  });
  const lists = createModelLists(recordLog());
  expect(await idsOf(lists.of(provider))).toEqual([]);
  await minutes(1);
  expect(await idsOf(lists.of(provider))).toEqual(['one']);
});

test('a provider that fails is not asked at every listing', async () => {
  const { provider, counts } = listing(async () => {
    throw new Error('down');
  });
  const lists = createModelLists(recordLog());
  for (let listings = 0; listings < 20; listings++) await lists.of(provider);
  expect(counts.asked).toBe(1);
});

test('a provider that throws at once is one that fails', async () => {
  const { provider } = listing(() => {
    throw new Error('broken');
  });
  expect(await createModelLists(recordLog()).of(provider)).toEqual([]);
});

test.each<[string, (signal: AbortSignal) => Promise<Model[]>]>([
  [
    'that honours the signal',
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  ],
  ['that ignores it', () => new Promise(() => {})],
])('a slow provider %s does not hold up the listing for ever', async (_, hang) => {
  const { provider } = listing((asked, signal) =>
    asked === 1 ? Promise.resolve([model('one')]) : hang(signal),
  );
  const lists = createModelLists(recordLog());
  await lists.of(provider);
  await minutes(6);
  const listed = idsOf(lists.of(provider));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await listed).toEqual(['one']);
});

test('a list without end is cut', async () => {
  const { provider } = listing(async () =>
    Array.from({ length: 25_000 }, (_, n) => model(`m${n}`)),
  );
  expect(await createModelLists(recordLog()).of(provider)).toHaveLength(10_000);
});

test.each([[null], [{}], [{ data: [] }], ['models']])(
  'what is no list is a failure: %j',
  async (answer) => {
    const { provider } = listing(async () => answer as never);
    const log = recordLog();
    expect(await createModelLists(log).of(provider)).toEqual([]);
    expect(log.lines).toHaveLength(answer === null ? 0 : 1);
  },
);

test('a provider that tells no models has none', async () => {
  const silentProvider: Provider = scriptedProvider('p', []);
  expect(await createModelLists(recordLog()).of(silentProvider)).toEqual([]);
});
