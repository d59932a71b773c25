import { openaiWire, type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { describe, expect, it } from 'vitest';
import { createHttpProvider } from './index.ts';

/** As OpenAI's own upstream is asked; of others these are not taken for granted. */
const apis = ['chat', 'responses', 'compact', 'input_tokens', 'embeddings', 'images'] as const;

const setup: ProviderSetup = {
  provider: (baseUrl, apiKey) => createHttpProvider({ id: 'acme', baseUrl, apiKey, apis }),
  wire: openaiWire(),
};

describe('createHttpProvider keeps what every provider promises', () => {
  const suite = providerSuite(setup);

  for (const { name, skip, run } of suite) it.skipIf(skip)(name, run);

  it('with all abilities, so that no test is left out but those of another api', () => {
    expect(setup.provider('http://127.0.0.1/v1', 'sk-1').capabilities).toEqual({
      apis,
      streamUsage: true,
    });
    expect(createHttpProvider({ apiKey: 'sk-1' }).capabilities.apis).toEqual(apis);
    expect(new Set(suite.map(({ skip }) => skip))).toEqual(
      new Set([
        undefined,
        'The provider does not declare the api "messages".',
        'The provider does not declare the api "count_tokens".',
      ]),
    );
  });
});

describe('it does so for an upstream that offers one api, and takes its key elsewhere', () => {
  const lesser: ProviderSetup = {
    ...setup,
    provider: (baseUrl, apiKey) =>
      createHttpProvider({ baseUrl, apiKey, auth: { header: 'api-key' }, apis: ['embeddings'] }),
  };
  for (const { name, skip, run } of providerSuite(lesser)) it.skipIf(skip)(name, run);
});
