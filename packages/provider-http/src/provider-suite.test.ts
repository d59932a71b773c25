import { openaiWire, type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { describe, expect, it } from 'vitest';
import { createHttpProvider } from './index.ts';

const setup: ProviderSetup = {
  provider: (baseUrl, apiKey) => createHttpProvider({ id: 'acme', baseUrl, apiKey }),
  wire: openaiWire(),
};

describe('createHttpProvider keeps what every provider promises', () => {
  const suite = providerSuite(setup);

  for (const { name, skip, run } of suite) it.skipIf(skip)(name, run);

  it('and leaves nothing out', () => {
    expect(createHttpProvider().capabilities).toMatchInlineSnapshot(`
      {
        "apis": [
          "chat",
          "embeddings",
          "images",
        ],
        "streamUsage": true,
      }
    `);
    expect(suite.filter(({ skip }) => skip)).toEqual([]);
  });
});

describe('so it does for an upstream that offers less', () => {
  const apiKeyHeader = { header: 'api-key' };
  const less: ProviderSetup = {
    ...setup,
    provider: (baseUrl, apiKey) =>
      createHttpProvider({ baseUrl, apiKey, auth: apiKeyHeader, apis: ['embeddings'] }),
  };
  for (const { name, skip, run } of providerSuite(less)) it.skipIf(skip)(name, run);
});
