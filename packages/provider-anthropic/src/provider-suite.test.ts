import { abilitiesOf, type ProviderSetup, providerSuite } from '@gw/testkit/provider';
import { anthropicWire } from '@gw/testkit/wires';
import { describe, expect, it } from 'vitest';
import { createAnthropicProvider } from './index.ts';

const setup: ProviderSetup = {
  provider: (baseUrl, apiKey) => createAnthropicProvider({ id: 'acme', baseUrl, apiKey }),
  wire: anthropicWire(),
};

describe('createAnthropicProvider keeps what every provider promises', () => {
  const suite = providerSuite(setup);

  for (const { name, skip, run } of suite) it.skipIf(skip)(name, run);

  it('with these abilities', async () => {
    expect(setup.provider('http://127.0.0.1/v1', 'sk-1').capabilities).toEqual({
      apis: ['messages', 'count_tokens', 'responses', 'input_tokens'],
      carries: ['stop', 'max_output_tokens'],
    });
    const left = suite.flatMap(({ skip }) => skip ?? []);
    const undeclared = /^The provider does not declare the api/;
    expect(new Set(left.filter((reason) => !undeclared.test(reason)))).toEqual(
      new Set(["The upstream's wire is not the api's own."]),
    );
    expect(await abilitiesOf(setup)).toMatchInlineSnapshot(`
      {
        "carried": [
          "responses: a picture in place",
          "responses: a picture by its URL",
          "responses: a document",
          "responses: a custom tool",
          "responses: a custom tool with a grammar",
          "responses: a strict function",
          "responses: "tool_choice"",
          "responses: a call, whichever",
          "responses: a call of one function",
          "responses: "parallel_tool_calls"",
          "responses: an answer by a schema",
          "responses: "temperature"",
          "responses: "top_p"",
          "responses: "max_output_tokens"",
          "responses: "stop"",
          "responses: "reasoning"",
          "responses: "suite_unheard_of"",
        ],
        "refused": [
          "responses: a sound",
          "responses: a part of no known kind",
          "responses: an item of no known kind",
          "responses: a tool of no known kind",
          "responses: a search of the web",
          "responses: an answer in JSON",
          "responses: an answer in no known format",
          "responses: "top_logprobs"",
          "responses: "include"",
        ],
        "warned": [
          "responses: "seed"",
          "responses: "presence_penalty"",
          "responses: "frequency_penalty"",
          "responses: "text"",
        ],
      }
    `);
  });
});
