import { type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { describe, expect, it } from 'vitest';
import { createDemoProvider } from './index.ts';

const noUpstream = 'The demo answers by itself.';
const setup: ProviderSetup = {
  provider: () => createDemoProvider({ wordDelayMs: 1 }),
  wire: { noUpstream },
  models: { chat: 'demo', embeddings: 'demo', images: 'demo' },
};

describe('createDemoProvider keeps what every provider promises', () => {
  const suite = providerSuite(setup);

  for (const { name, skip, run } of suite) it.skipIf(skip)(name, run);

  it('with all abilities, so that no test is left out but those of upstream and connections', () => {
    expect(createDemoProvider().capabilities).toEqual({
      apis: ['chat', 'embeddings', 'images'],
      streamUsage: true,
    });
    const reasons = new Set(suite.map(({ skip }) => skip));
    // The gateway makes them of its chat.
    const others = ['responses', 'compact', 'input_tokens', 'messages', 'count_tokens'];
    const converted = others.map((api) => `The provider does not declare the api "${api}".`);
    expect(reasons).toEqual(
      new Set([undefined, noUpstream, 'The provider has no "close".', ...converted]),
    );
  });
});
