import { abilitiesOf, type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { geminiWire } from '@gw/testkit/wires';
import { describe, expect, it } from 'vitest';
import { createGeminiProvider } from './index.ts';

const setup: ProviderSetup = {
  provider: (baseUrl, apiKey) => createGeminiProvider({ baseUrl, apiKey }),
  wire: geminiWire(),
  models: { responses: 'gemini-3-flash', images: 'imagen-4.0-generate-001' },
};

const skip = {
  'images: a stream of previews and the finished picture':
    'Gemini has no endpoint that streams pictures: the provider answers in one piece.',
};

describe('createGeminiProvider keeps what every provider promises', () => {
  const suite = providerSuite(setup, { skip });

  for (const { name, skip: reason, run } of suite) it.skipIf(reason)(name, run);

  it('with these abilities', async () => {
    expect(setup.provider('http://127.0.0.1/v1beta', 'k-1').capabilities).toEqual({
      apis: ['responses', 'input_tokens', 'embeddings', 'images'],
      carries: ['stop', 'seed'],
    });
    const left = suite.flatMap(({ skip: reason }) => reason ?? []);
    const undeclared = /^The provider does not declare the api/;
    expect(new Set(left.filter((reason) => !undeclared.test(reason)))).toEqual(
      new Set([...Object.values(skip), "The upstream's wire is not the api's own."]),
    );
    expect(await abilitiesOf(setup)).toMatchInlineSnapshot(`
      {
        "carried": [
          "responses: a picture in place",
          "responses: a picture by its URL",
          "responses: a sound",
          "responses: a document",
          "responses: a custom tool",
          "responses: a custom tool with a grammar",
          "responses: "tool_choice"",
          "responses: a call, whichever",
          "responses: a call of one function",
          "responses: an answer by a schema",
          "responses: an answer in JSON",
          "responses: "temperature"",
          "responses: "top_p"",
          "responses: "max_output_tokens"",
          "responses: "stop"",
          "responses: "seed"",
          "responses: "presence_penalty"",
          "responses: "frequency_penalty"",
          "responses: "top_logprobs"",
          "responses: "include"",
          "responses: "reasoning"",
          "embeddings: "dimensions"",
          "images: "n"",
          "images: "size"",
        ],
        "kept": [
          "responses: "parallel_tool_calls"",
        ],
        "refused": [
          "responses: a part of no known kind",
          "responses: an item of no known kind",
          "responses: a tool of no known kind",
          "responses: a search of the web",
          "responses: an answer in no known format",
          "responses: "suite_unheard_of"",
          "embeddings: tokens instead of text",
          "embeddings: "suite_unheard_of"",
          "images: "background"",
          "images: "output_format"",
          "images: "response_format"",
          "images: "suite_unheard_of"",
        ],
        "warned": [
          "responses: a strict function",
          "responses: "text"",
          "images: "quality"",
          "images: "output_compression"",
          "images: "style"",
        ],
      }
    `);
  });
});
