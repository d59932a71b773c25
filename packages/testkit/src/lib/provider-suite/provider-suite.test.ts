import { describe, expect, it } from 'vitest';
import { anthropicWire } from '../wires/anthropic/anthropic-wire.ts';
import { expectedFailures } from './__fixtures__/expected-failures.ts';
import type { Fault } from './__fixtures__/fault.ts';
import { createFaultyProvider } from './__fixtures__/faulty-provider.ts';
import { createLinesProvider } from './__fixtures__/lines-provider.ts';
import { linesWire } from './__fixtures__/lines-wire.ts';
import { openaiWire } from './openai-wire.ts';
import { probes, titleOf } from './probes/probes.ts';
import type { ProviderSetup } from './provider-setup.ts';
import { type ProviderSuiteOptions, type ProviderTest, providerSuite } from './provider-suite.ts';

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
        'The provider does not declare the api "messages".',
        'The provider does not declare the api "count_tokens".',
        'The provider has no "listModels".',
        'The provider has no "close".',
        "The upstream's wire is not the api's own.",
        'The streams are no server-sent events.',
        'The wire has no "errorInStream".',
      ]),
    );
  });
});

describe("so does one for Anthropic's own api", () => {
  const wire = anthropicWire();
  const setupFor = (fault?: Fault): ProviderSetup => ({
    provider(url, key) {
      const apis = ['messages', 'count_tokens'] as const;
      // Anthropic lists models in words of its own.
      const { listModels: _, ...provider } = createFaultyProvider(url, key, fault, apis);
      return provider;
    },
    wire,
  });

  for (const { name, skip, run } of providerSuite(setupFor())) it.skipIf(skip)(name, run);

  it.each<[Fault, string[]]>([
    ['writes frames anew', ['messages: the frames of a stream keep their bytes']],
    [
      'drops what the model is told beforehand',
      ['requests of messages: model and words reach the upstream'],
    ],
    ['counts nothing', ['count tokens: how many there are']],
    [
      'ends well when it is cut',
      ['cut replies of messages: a stream that breaks off is no clean end'],
    ],
  ])('unless it %s', async (fault, expected) => {
    const tests = providerSuite(setupFor(fault), { patienceMs: 4_000 });
    const failures = await failuresOf(tests.filter(({ name }) => expected.includes(name)));
    expect(failures).toEqual(expected);
  });
});

/**
 * They take longer than all others together, or are many: they run for the faults that they notice,
 * or that others of their kind do.
 */
const costly = [
  /any byte/,
  /reads of one byte/,
  /no listener/,
  /^abilities/,
  /^secrets: no/,
  /^\w+( \w+)? (of )?responses: /,
];

/** Which tests a fault is shown to. */
function isShown(name: string, expected: readonly string[]): boolean {
  const kind = costly.find((one) => one.test(name));
  return kind === undefined || expected.some((other) => kind.test(other));
}

/** Names of the tests that fail, some of them running side by side. */
async function failuresOf(tests: readonly ProviderTest[]): Promise<string[]> {
  const failures: string[] = [];
  const queue = tests[Symbol.iterator]();
  const work = async () => {
    for (const { name, run } of queue) await run().catch(() => failures.push(name));
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return failures.sort();
}

describe.concurrent('the suite notices a provider that', () => {
  it.each(Object.entries(expectedFailures))(
    '%s',
    async (fault, expected) => {
      const tests = providerSuite(setupWith(fault as Fault), { patienceMs: 4_000 });
      const run = tests.filter(({ name, skip }) => !skip && isShown(name, expected));
      expect(await failuresOf(run)).toEqual([...expected].sort());
    },
    60_000,
  );
});

it('each test is failed by one of them', () => {
  const failed = new Set(Object.values(expectedFailures).flat());
  const applied = providerSuite(setupWith()).filter(({ skip }) => skip === undefined);
  expect(applied.filter(({ name }) => !failed.has(name))).toEqual([]);
});

describe('what says nothing about a provider', () => {
  // It speaks none of Anthropic's.
  const foreign = /^The provider does not declare the api "(messages|count_tokens)"/;
  const skipsOf = (setup: ProviderSetup, options?: ProviderSuiteOptions) =>
    providerSuite(setup, options).flatMap(({ name, skip }) =>
      skip && !foreign.test(skip) ? [{ name, skip }] : [],
    );
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
    const { apis: all } = createFaultyProvider('http://127.0.0.1:9', 'k').capabilities;
    const apis = all.filter((api) => api !== 'images');
    const skips = skipsOf(declaring({ apis, streamUsage: false }));
    const undeclared = 'The provider does not declare the api "images".';
    expect(skips).toEqual([
      {
        name: 'chat: a stream tells its usage once, at its end, when it is asked',
        skip: 'The provider declares "streamUsage: false".',
      },
      ...probes
        .filter(({ api }) => api === 'images')
        .map((probe) => ({ name: `abilities of ${titleOf(probe)}`, skip: undeclared })),
      { name: 'images: pictures as base64', skip: undeclared },
      { name: 'images: a stream of previews and the finished picture', skip: undeclared },
    ]);
  });

  it('is what its wire does not have', () => {
    const { errorInStream: _, ...wire } = openaiWire();
    const other = { ...good, wire: { ...wire, isNative: false, framing: 'ndjson' as const } };
    expect(new Set(skipsOf(other).map(({ skip }) => skip))).toEqual(
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
