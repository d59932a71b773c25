import { describe, expect, it } from 'vitest';
import { expectedFailures } from './__fixtures__/expected-failures.ts';
import type { Fault } from './__fixtures__/fault.ts';
import { createFaultyProvider } from './__fixtures__/faulty-provider.ts';
import { createLinesProvider } from './__fixtures__/lines-provider.ts';
import { linesWire } from './__fixtures__/lines-wire.ts';
import { openaiWire } from './openai-wire.ts';
import type { ProviderSetup } from './provider-setup.ts';
import { type ProviderSuiteOptions, type ProviderTest, providerSuite } from './provider-suite.ts';
import { apiNames } from './provider-wire.ts';

const setupWith = (fault?: Fault): ProviderSetup => ({
  provider: (url, key) => createFaultyProvider(url, key, fault),
  wire: openaiWire(),
});

describe('a good provider passes', () => {
  for (const { name, skip, run } of providerSuite(setupWith())) it.skipIf(skip)(name, run);
});

describe('so does one that converts another wire', () => {
  const suite = providerSuite({ provider: createLinesProvider, wire: linesWire });

  for (const { name, skip, run } of suite) it.skipIf(skip)(name, run);

  it('with the tests that say something about it', () => {
    expect(new Set(suite.map(({ skip }) => skip))).toEqual(
      new Set([
        undefined,
        'The provider does not declare the api "embeddings".',
        'The provider does not declare the api "images".',
        'The provider does not declare the api "responses".',
        'The provider does not declare the api "compact".',
        'The provider does not declare the api "input_tokens".',
        'The provider has no "listModels".',
        'The provider has no "close".',
        "The upstream's wire is not the api's own.",
        'The streams are no server-sent events.',
        'The wire has no "errorInStream".',
      ]),
    );
    expect(suite.filter(({ skip }) => skip)).toHaveLength(37);
  });
});

/** They take longer than all others together, so they run for the faults that they notice. */
const long = [
  'responses: two reads that meet at any byte give the same frames',
  'hygiene: 100 calls leave no listener on their signal',
  'splits: reads of one byte give the same frames',
  'splits: two reads that meet at any byte give the same frames',
];

/** Names of the tests that fail, some of them running side by side. */
async function failuresOf(tests: readonly ProviderTest[]): Promise<string[]> {
  const failures: string[] = [];
  const queue = tests[Symbol.iterator]();
  const work = async () => {
    for (const { name, run } of queue) await run().catch(() => failures.push(name));
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return failures.sort();
}

describe.concurrent('the suite notices a provider that', () => {
  it.each(Object.entries(expectedFailures))('%s', async (fault, expected) => {
    const tests = providerSuite(setupWith(fault as Fault), { patienceMs: 2_500 });
    const run = tests.filter(({ name }) => !long.includes(name) || expected.includes(name));
    expect(await failuresOf(run)).toEqual([...expected].sort());
  });
});

it('each test of responses is failed by one of them', () => {
  const failed = new Set(Object.values(expectedFailures).flat());
  const names = providerSuite(setupWith()).map(({ name }) => name);
  const ofResponses = names.filter((name) => /^(responses|compact|input tokens): /.test(name));
  expect(ofResponses.length).toBeGreaterThan(15);
  expect(ofResponses.filter((name) => !failed.has(name))).toEqual([]);
});

describe('what says nothing about a provider', () => {
  const skipsOf = (setup: ProviderSetup, options?: ProviderSuiteOptions) =>
    providerSuite(setup, options).flatMap(({ name, skip }) => (skip ? [{ name, skip }] : []));
  const good = setupWith();
  const declaring = (change: object): ProviderSetup => ({
    ...good,
    provider: (url, key) => {
      const provider = createFaultyProvider(url, key);
      return { ...provider, capabilities: { ...provider.capabilities, ...change } };
    },
  });

  it('is nothing for a provider that can do all', () => {
    expect(skipsOf(good)).toEqual([]);
  });

  it('is what it does not declare', () => {
    const apis = apiNames.filter((api) => api !== 'images');
    const skips = skipsOf(declaring({ apis, streamUsage: false }));
    expect(skips).toEqual([
      {
        name: 'chat: a stream tells its usage once, at its end, when it is asked',
        skip: 'The provider declares "streamUsage: false".',
      },
      {
        name: 'images: pictures as base64',
        skip: 'The provider does not declare the api "images".',
      },
      {
        name: 'images: a stream of previews and the finished picture',
        skip: 'The provider does not declare the api "images".',
      },
    ]);
  });

  it('is what its wire does not have', () => {
    const { errorInStream: _, ...wire } = openaiWire();
    const foreign = { ...good, wire: { ...wire, isNative: false, framing: 'ndjson' as const } };
    expect(new Set(skipsOf(foreign).map(({ skip }) => skip))).toEqual(
      new Set([
        "The upstream's wire is not the api's own.",
        'The streams are no server-sent events.',
        'The wire has no "errorInStream".',
      ]),
    );
  });

  it('is what only an upstream can see', () => {
    const alone = { ...good, wire: { noUpstream: 'It thinks for itself.' } };
    expect(new Set(skipsOf(alone).map(({ skip }) => skip))).toEqual(
      new Set(['It thinks for itself.']),
    );
  });

  it('is what somebody gives a reason for', () => {
    const skip = { 'connection: it is used again': 'One connection a call, by order.' };
    expect(skipsOf(good, { skip })).toEqual([
      { name: 'connection: it is used again', skip: 'One connection a call, by order.' },
    ]);
  });

  it.each<[string, ProviderSetup, ProviderSuiteOptions]>([
    ['no test named "nonsense"', good, { skip: { nonsense: 'because' } }],
    ['say why "connection', good, { skip: { 'connection: it is used again': ' ' } }],
    ['say why', { ...good, wire: { noUpstream: '' } }, {}],
    ['no "chat"', { ...good, wire: { ...openaiWire(), answers: {} } }, {}],
  ])('%s is refused', (message, setup, options) => {
    expect(() => providerSuite(setup, options)).toThrow(message);
  });
});

it('a provider that asks nobody is tested by what it gives back', async () => {
  const provider = { ...createFaultyProvider('http://127.0.0.1:9', 'k'), id: 'a/b' };
  const suite = providerSuite({ provider: () => provider, wire: { noUpstream: 'It is a stub.' } });
  const shape = suite.find(({ name }) => name === 'object: it has the shape of the contract');
  await expect(shape?.run()).rejects.toThrow('the id is a word');
});
