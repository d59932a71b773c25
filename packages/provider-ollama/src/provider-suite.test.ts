import { type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { ollamaWire } from '@gw/testkit/wires';
import { describe, expect, it } from 'vitest';
import { createOllamaProvider } from './index.ts';

const setup: ProviderSetup = {
  provider: (baseUrl, apiKey) => createOllamaProvider({ id: 'acme', baseUrl, apiKey }),
  wire: ollamaWire(),
};

const skip = {
  'chat: the finish reason "content_filter"': 'Ollama has no filter that could cut an answer off.',
};

describe('createOllamaProvider keeps what every provider promises', () => {
  const suite = providerSuite(setup, { skip });

  for (const { name, skip: reason, run } of suite) it.skipIf(reason)(name, run);

  it('with these abilities', () => {
    expect(setup.provider('http://127.0.0.1', 'sk-1').capabilities).toEqual({
      apis: ['chat', 'embeddings'],
      streamUsage: true,
    });
    const left = suite.flatMap(({ skip: reason }) => reason ?? []);
    const undeclared = /^The provider does not declare the api/;
    expect(new Set(left.filter((reason) => !undeclared.test(reason)))).toEqual(
      new Set([
        ...Object.values(skip),
        "The upstream's wire is not the api's own.",
        'The streams are no server-sent events.',
      ]),
    );
  });
});
