import { describe, expect, it } from 'vitest';
import type { Fault } from './__fixtures__/fault.ts';
import { createFaultyProvider } from './__fixtures__/faulty-provider.ts';
import { openaiWire } from './openai-wire.ts';
import { type ProviderTest, providerSuite } from './provider-suite.ts';

const suiteFor = (fault?: Fault) =>
  providerSuite(
    { provider: (url, key) => createFaultyProvider(url, key, fault), wire: openaiWire() },
    { patienceMs: 1_500 },
  );

/** They take longer than all others together, so they run for faults that are theirs. */
const long = [
  'splits: two reads that meet at any byte give the same frames',
  'hygiene: 100 calls leave no listener on their signal',
];

/** Names of the tests that fail, some running side by side. */
async function failuresOf(tests: readonly ProviderTest[]): Promise<string[]> {
  const failures: string[] = [];
  const queue = tests[Symbol.iterator]();
  const worker = async () => {
    for (const { name, run } of queue) await run().catch(() => failures.push(name));
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return failures.sort();
}

describe('a good provider passes', () => {
  for (const { name, skip, run } of suiteFor()) it.skipIf(skip)(name, run);
});

const inSuite = (pattern: RegExp) =>
  suiteFor().flatMap(({ name }) => (pattern.test(name) ? name : []));

const statuses = inSuite(/^refusals: 4\d\d|^refusals: 5\d\d/);
