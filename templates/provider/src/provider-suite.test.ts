import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { abilitiesOf, type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { createAcmeWire } from './__fixtures__/acme-wire.ts';
import { createAcmeProvider } from './index.ts';

const setup: ProviderSetup = {
  provider: (baseUrl, apiKey) => createAcmeProvider({ baseUrl, apiKey }),
  wire: createAcmeWire(),
};

/** Tests that cannot hold for Acme, each with the reason. */
const skip: Readonly<Record<string, string>> = {};

describe('createAcmeProvider keeps what every provider promises', () => {
  for (const { name, skip: reason, run } of providerSuite(setup, { skip })) {
    it(name, { skip: reason ?? false }, run);
  }
});

// The suite takes a refusal for an answer, whatever is refused: what Acme can do is held here.
describe('createAcmeProvider', () => {
  it('has these abilities', async () => {
    assert.deepEqual(await abilitiesOf(setup), {
      carried: [
        'chat: "tool_choice"',
        'chat: a call, whichever',
        'chat: an answer by a schema',
        'chat: "temperature"',
        'chat: "max_completion_tokens"',
        'chat: "stop"',
      ],
      refused: [
        'chat: a picture in place',
        'chat: a picture by its URL',
        'chat: a sound',
        'chat: a document',
        'chat: a part of no known kind',
        'chat: a custom tool',
        'chat: a tool of no known kind',
        'chat: a call of one function',
        'chat: an answer in JSON',
        'chat: an answer in no known format',
        'chat: "n"',
      ],
      warned: [
        'chat: a strict function',
        'chat: "parallel_tool_calls"',
        'chat: "top_p"',
        'chat: "seed"',
        'chat: "presence_penalty"',
        'chat: "frequency_penalty"',
        'chat: "logit_bias"',
        'chat: "logprobs"',
        'chat: "top_logprobs"',
        'chat: "reasoning_effort"',
        'chat: "verbosity"',
        'chat: "modalities"',
        'chat: "audio"',
        'chat: "web_search_options"',
        'chat: "suite_unheard_of"',
      ],
    });
  });
});
