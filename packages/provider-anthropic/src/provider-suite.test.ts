import { type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { anthropicWire } from '@gw/testkit/wires';
import { describe, expect, it } from 'vitest';
import { createAnthropicProvider } from './index.ts';

const setup: ProviderSetup = {
  provider: (baseUrl, apiKey) => createAnthropicProvider({ id: 'acme', baseUrl, apiKey }),
  wire: anthropicWire(),
};

// create-anthropic-provider.test.ts holds the same of drafts.
const isDraft =
  'It answers with drafts, which the gateway makes whole: their ids differ each time.';
const skip = {
  'responses: a text as JSON': isDraft,
  'responses: a stream says what the JSON says': isDraft,
  'responses: two reads that meet at any byte give the same frames': isDraft,
  'responses: characters torn apart come whole': isDraft,
};

describe('createAnthropicProvider keeps what every provider promises', () => {
  const suite = providerSuite(setup, { skip });

  for (const { name, skip: reason, run } of suite) it.skipIf(reason)(name, run);

  it('with these abilities', () => {
    expect(setup.provider('http://127.0.0.1/v1', 'sk-1').capabilities).toEqual({
      apis: ['responses', 'input_tokens'],
      carries: ['stop'],
    });
    const left = suite.flatMap(({ skip: reason }) => reason ?? []);
    const undeclared = /^The provider does not declare the api/;
    expect(new Set(left.filter((reason) => !undeclared.test(reason)))).toEqual(
      new Set([isDraft, "The upstream's wire is not the api's own."]),
    );
  });
});
