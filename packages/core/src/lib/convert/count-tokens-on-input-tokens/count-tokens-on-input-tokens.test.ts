import type { CountTokensRequest, InputTokensRequest } from '@gw/schema';
import { expect, test } from 'vitest';
import { refusalOf } from '../responses-on-chat/__fixtures__/asked.ts';
import { createTestContext } from '../responses-on-chat/__fixtures__/stream-context.ts';
import { countTokensOnInputTokens } from './count-tokens-on-input-tokens.ts';

function asked(members: object): InputTokensRequest {
  const request = { model: 'm', messages: [], ...members } as CountTokensRequest;
  return countTokensOnInputTokens.request(request, createTestContext()) as InputTokensRequest;
}

test('all that the model reads is counted, and nothing else is sent', () => {
  const members = {
    system: 'Be brief.',
    messages: [{ role: 'user', content: 'hi' }],
    tools: [{ name: 'get', input_schema: {} }],
    tool_choice: { type: 'any', disable_parallel_tool_use: true },
    thinking: { type: 'enabled', budget_tokens: 1_024 },
    output_config: { format: { type: 'json_schema', schema: {} } },
    cache_control: { type: 'ephemeral' },
    speed: 'fast',
  };
  expect(asked(members)).toEqual({
    model: 'm',
    instructions: 'Be brief.',
    input: [{ type: 'message', role: 'user', content: 'hi' }],
    tools: [{ type: 'function', name: 'get', parameters: {}, strict: false }],
    tool_choice: 'required',
    parallel_tool_calls: false,
    reasoning: { effort: 'low', summary: 'auto' },
    text: { format: { type: 'json_schema', name: 'answer', schema: {}, strict: true } },
  });
});

test('a conversation may end with an answer: it is counted, not carried on', () => {
  expect(asked({ messages: [{ role: 'assistant', content: 'a' }] }).input).toEqual([
    {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'a', annotations: [] }],
    },
  ]);
});

test('what the model cannot read is refused by the client’s own path', () => {
  const members = { messages: [{ role: 'user', content: [{ type: 'hologram' }] }] };
  expect(refusalOf(() => asked(members))).toEqual([
    'unsupported_parameter',
    'messages[0].content[0].type',
  ]);
});

test('the count is told as it is', () => {
  const counted = { object: 'response.input_tokens', input_tokens: 7 } as const;
  const request = { model: 'm', messages: [] };
  const told = countTokensOnInputTokens.response(counted, request, createTestContext());
  expect(told).toEqual({ input_tokens: 7 });
});
