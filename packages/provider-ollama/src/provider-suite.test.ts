import { abilitiesOf, type ProviderSetup, providerSuite } from '@gw/testkit/provider';
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

  it('with these abilities', async () => {
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
    expect(await abilitiesOf(setup)).toMatchInlineSnapshot(`
      {
        "carried": [
          "chat: a picture in place",
          "chat: "tool_choice"",
          "chat: a call of one function",
          "chat: an answer by a schema",
          "chat: an answer in JSON",
          "chat: "temperature"",
          "chat: "top_p"",
          "chat: "max_completion_tokens"",
          "chat: "stop"",
          "chat: "seed"",
          "chat: "presence_penalty"",
          "chat: "frequency_penalty"",
          "chat: "logprobs"",
          "chat: "top_logprobs"",
          "chat: "reasoning_effort"",
          "chat: "suite_unheard_of"",
          "embeddings: "dimensions"",
          "embeddings: "suite_unheard_of"",
        ],
        "refused": [
          "chat: a picture by its URL",
          "chat: a sound",
          "chat: a document",
          "chat: a part of no known kind",
          "chat: a custom tool",
          "chat: a tool of no known kind",
          "chat: an answer in no known format",
          "chat: "n"",
          "chat: "modalities"",
          "chat: "audio"",
          "chat: "web_search_options"",
          "embeddings: tokens instead of text",
        ],
        "warned": [
          "chat: a strict function",
          "chat: a call, whichever",
          "chat: "parallel_tool_calls"",
          "chat: "logit_bias"",
          "chat: "verbosity"",
        ],
      }
    `);
  });
});
