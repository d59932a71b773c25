import { type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { geminiWire } from '@gw/testkit/wires';
import { describe, expect, it } from 'vitest';
import { createGeminiProvider } from './index.ts';

const setup: ProviderSetup = {
  provider: (baseUrl, apiKey) => createGeminiProvider({ baseUrl, apiKey }),
  wire: geminiWire(),
  models: { responses: 'gemini-3-flash', images: 'imagen-4.0-generate-001' },
};

/** What cannot be asked of this provider, and why. */
const leftOut: Readonly<Record<string, string>> = {
  'images: a stream of previews and the finished picture': 'Gemini streams no pictures.',
  'responses: a text as JSON': 'A draft has no id: the gateway gives it.',
  'responses: a stream says what the JSON says': 'A draft has no id: the gateway gives it.',
  'responses: two reads that meet at any byte give the same frames': 'Ids of items are random.',
  'responses: characters torn apart come whole': 'Ids of items are random.',
  'responses: an abort in the middle of a stream': 'One frame of Gemini is several events.',
};

describe('createGeminiProvider keeps what every provider promises', () => {
  const suite = providerSuite(setup);

  for (const { name, skip, run } of suite) it.skipIf(skip || name in leftOut)(name, run);

  it('with all abilities of Gemini', () => {
    expect(setup.provider('http://127.0.0.1/v1beta', 'k-1').capabilities).toEqual({
      apis: ['responses', 'input_tokens', 'embeddings', 'images'],
      carries: ['stop', 'seed'],
    });
  });
});
