import { type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { describe, it } from 'vitest';
import { createDemoProvider } from './index.ts';

const setup: ProviderSetup = {
  provider: () => createDemoProvider({ wordDelayMs: 1 }),
  wire: { noUpstream: 'The demo answers by itself.' },
  models: { chat: 'demo', embeddings: 'demo', images: 'demo' },
};

describe('createDemoProvider keeps what every provider promises', () => {
  for (const { name, skip, run } of providerSuite(setup)) it.skipIf(skip)(name, run);
});
