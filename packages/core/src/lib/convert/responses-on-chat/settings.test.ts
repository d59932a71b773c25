import { describe, expect, test } from 'vitest';
import { asked, refusalOf } from './__fixtures__/asked.ts';
import { createTestContext } from './__fixtures__/stream-context.ts';

/** What these members become, beside the conversation. */
function settingsOf(members: object, context = createTestContext()) {
  const { messages, model, ...settings } = asked({ model: 'm', input: 'hi', ...members }, context);
  expect({ messages, model }).toEqual({
    messages: [{ role: 'user', content: 'hi' }],
    model: 'm',
  });
  return settings;
}

const schema = { type: 'object', properties: {} };

describe('settings', () => {
  const same = {
    stream: true,
    temperature: 0,
    top_p: 0.5,
    presence_penalty: 1,
    frequency_penalty: -1,
    service_tier: 'flex',
    prompt_cache_key: 'k',
    safety_identifier: 's',
    user: 'u',
    moderation: { model: 'omni' },
    prompt_cache_options: { mode: 'explicit' },
    prompt_cache_retention: '24h',
  };

  test('that both apis have go as they are', () => {
    expect(settingsOf(same)).toEqual(same);
  });

  test('that only compatible upstreams know too', () => {
    const others = {
      seed: 1,
      stop: ['x'],
      chat_template_kwargs: { a: null },
      logit_bias: { 1: 2 },
    };
    expect(settingsOf({ ...others, n: 1 })).toEqual({ ...others, n: 1 });
  });

  test.each([
    [{ max_output_tokens: 99 }, { max_completion_tokens: 99 }],
    [{ reasoning: { effort: 'low', summary: 'auto' } }, { reasoning_effort: 'low' }],
    [{ reasoning: { summary: 'auto' } }, {}],
    [{ text: { verbosity: 'high' } }, { verbosity: 'high' }],
    [{ text: { format: { type: 'text' } } }, {}],
    [{ text: { format: { type: 'json_object' } } }, { response_format: { type: 'json_object' } }],
    [
      {
        text: {
          format: { type: 'json_schema', name: 'n', schema, strict: true, description: 'd' },
        },
      },
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'n', schema, strict: true, description: 'd' },
        },
      },
    ],
    [
      { text: { format: { type: 'json_schema', name: 'n', schema, strict: null } } },
      { response_format: { type: 'json_schema', json_schema: { name: 'n', schema } } },
    ],
    [{ top_logprobs: 2 }, { logprobs: true, top_logprobs: 2 }],
    [{ top_logprobs: 0 }, {}],
    [{ include: ['message.output_text.logprobs'] }, { logprobs: true }],
    [{ include: ['reasoning.encrypted_content'] }, {}],
    [
      { stream: true, stream_options: { include_obfuscation: false } },
      { stream: true, stream_options: { include_obfuscation: false } },
    ],
    [{ stream_options: { include_obfuscation: false } }, {}],
    [{ stream: true, stream_options: { include_obfuscation: null } }, { stream: true }],
  ])('%j', (members, expected) => {
    expect(settingsOf(members)).toEqual(expected);
  });

  test('the limit of tokens under the name that the target knows', () => {
    const context = { ...createTestContext(), quirks: ['max_tokens'] as const };
    expect(settingsOf({ max_output_tokens: 99 }, context)).toEqual({ max_tokens: 99 });
  });

  test('that the gateway itself obeys are not sent', () => {
    const own = {
      metadata: { a: 'b' },
      store: true,
      truncation: 'auto',
      max_tool_calls: 3,
      background: false,
      previous_response_id: 'resp_1',
    };
    expect(settingsOf(own)).toEqual({});
  });

  test('that are null are left out', () => {
    const names = [...Object.keys(same), 'tools', 'tool_choice', 'text', 'reasoning', 'include'];
    const others = ['max_output_tokens', 'stream_options', 'prompt', 'conversation', 'seed'];
    const nulls = Object.fromEntries([...names, ...others].map((name) => [name, null]));
    expect(settingsOf(nulls)).toEqual({});
  });
});

test('nothing of the request can take the place of the conversation', () => {
  const [smuggled] = asked({ input: 'hi', messages: [{ role: 'user', content: 'no' }] }).messages;
  expect(smuggled).toEqual({ role: 'user', content: 'hi' });
});

describe('what chat cannot say is refused by name', () => {
  test.each([
    [{ conversation: 'conv_1' }, 'conversation'],
    [{ prompt: { id: 'pmpt_1' } }, 'prompt'],
    [{ context_management: [{ type: 'compaction' }] }, 'context_management'],
    [{ image: {} }, 'image'],
    [{ access_programs: {} }, 'access_programs'],
    [{ background: true }, 'background'],
    [{ text: { format: { type: 'grammar' } } }, 'text.format.type'],
    [
      { prompt_cache_options: { comparison_response_id: 'resp_1' } },
      'prompt_cache_options.comparison_response_id',
    ],
  ])('%j', (members, param) => {
    expect(refusalOf(() => settingsOf(members))).toEqual(['unsupported_parameter', param]);
  });

  test('several answers', () => {
    expect(refusalOf(() => settingsOf({ n: 2 }))).toEqual(['invalid_value', 'n']);
  });
});
