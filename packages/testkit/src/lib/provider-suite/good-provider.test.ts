import { describe, it } from 'vitest';
import { createFaultyProvider } from './__fixtures__/faulty-provider.ts';
import { openaiWire } from './openai-wire.ts';
import { providerSuite } from './provider-suite.ts';

describe('a good provider passes', () => {
  const setup = { provider: createFaultyProvider, wire: openaiWire() };
  for (const { name, skip, run } of providerSuite(setup)) it.skipIf(skip)(name, run);
});
