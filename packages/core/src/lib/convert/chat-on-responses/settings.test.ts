import { describe, expect, test, vi } from 'vitest';
import { refusalOf } from '../responses-on-chat/__fixtures__/asked.ts';
import { createTestContext } from '../responses-on-chat/__fixtures__/stream-context.ts';
import { asked } from './__fixtures__/asked.ts';

/** What these members become, beside the conversation. */
function settingsOf(members: object, context = createTestContext()) {
  const request = { model: 'm', messages: [{ role: 'user', content: 'hi' }], ...members };
  const { input, model, ...settings } = asked(request, context);
  expect({ input, model }).toEqual({
    input: [{ type: 'message', role: 'user', content: 'hi' }],
    model: 'm',
  });
  return settings;
}

const schema = { type: 'object', properties: {} };
const jsonSchema = (members: object) => ({ type: 'json_schema', json_schema: members });
const encrypted = 'reasoning.encrypted_content';

describe('settings', () => {
  const same = {
    stream: true,
    temperature: 0,
    top_p: 0.5,
    presence_penalty: 1,
    frequency_penalty: -1,
    parallel_tool_calls: false,
    metadata: { a: 'b' },
    service_tier: 'flex',
    prompt_cache_key: 'k',
    prompt_cache_options: { mode: 'explicit' },
    prompt_cache_retention: '24h',
    moderation: { model: 'omni' },
    safety_identifier: 's',
    user: 'u',
  };

  test('that both apis have go as they are, as do those that neither has', () => {
    const others = { top_k: 4, chat_template_kwargs: { a: null } };
    expect(settingsOf({ ...same, ...others })).toEqual({ ...same, ...others, store: false });
  });

  test.each([
    [{ max_completion_tokens: 99 }, { max_output_tokens: 99 }],
    [{ max_tokens: 99 }, { max_output_tokens: 99 }],
    [{ max_tokens: 50, max_completion_tokens: 99 }, { max_output_tokens: 99 }],
    [{ verbosity: 'low' }, { text: { verbosity: 'low' } }],
    [{ response_format: { type: 'text' } }, { text: { format: { type: 'text' } } }],
    [
      { response_format: { type: 'json_object' }, verbosity: 'low' },
      { text: { format: { type: 'json_object' }, verbosity: 'low' } },
    ],
    [
      { response_format: jsonSchema({ name: 'n', schema, strict: true, description: null }) },
      { text: { format: { type: 'json_schema', name: 'n', schema, strict: true } } },
    ],
    [
      { response_format: jsonSchema({ name: 'n' }) },
      { text: { format: { type: 'json_schema', name: 'n', schema: {} } } },
    ],
    [{ reasoning_effort: 'low' }, { reasoning: { effort: 'low' }, include: [encrypted] }],
    [{ reasoning_effort: 'none' }, { reasoning: { effort: 'none' } }],
    [{ logprobs: true }, { include: ['message.output_text.logprobs'] }],
    [
      { logprobs: true, top_logprobs: 2, reasoning_effort: 'high' },
      {
        include: ['message.output_text.logprobs', encrypted],
        top_logprobs: 2,
        reasoning: { effort: 'high' },
      },
    ],
    [{ logprobs: false, top_logprobs: 2 }, {}],
    [
      { stream: true, stream_options: { include_usage: true, include_obfuscation: false } },
      { stream: true, stream_options: { include_obfuscation: false } },
    ],
    [{ stream: true, stream_options: { include_usage: true } }, { stream: true }],
    [{ store: true }, {}],
    [{ n: 1, stop: [], logit_bias: {}, modalities: ['text'], background: false }, {}],
    [{ stop: '', n: null, audio: null, prediction: null, seed: null, conversation: null }, {}],
  ])('%j', (members, expected) => {
    const context = createTestContext();
    expect(settingsOf(members, context)).toEqual({ ...expected, store: false });
    expect(context.warnings).toEqual([]);
  });

  test('a limit that is too low is raised, with a warning', () => {
    const context = createTestContext();
    expect(settingsOf({ max_tokens: 5 }, context)).toEqual({ max_output_tokens: 16, store: false });
    expect(context.warnings).toEqual([
      'The limit of 5 tokens was raised to 16, the least of the Responses api.',
    ]);
  });

  test('a seed is left out, with a warning', () => {
    const context = createTestContext();
    expect(settingsOf({ seed: 0 }, context)).toEqual({ store: false });
    expect(context.warnings).toEqual(['"seed" was left out: the Responses api has none.']);
  });
});

test('nothing of the request can take the place of the conversation', () => {
  const input = [{ type: 'item_reference', id: 'msg_1' }];
  expect(settingsOf({ input, store: true })).toEqual({ store: false });
});

describe('what Responses cannot say, and ids of its state, are refused by name', () => {
  test.each([
    [{ n: 2 }, 'n'],
    [{ stop: ['x'] }, 'stop'],
    [{ stop: 'x' }, 'stop'],
    [{ logit_bias: { 1: 2 } }, 'logit_bias'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ audio: { format: 'wav', voice: 'alloy' } }, 'audio'],
    [{ prediction: { type: 'content', content: 'x' } }, 'prediction'],
    [{ web_search_options: {} }, 'web_search_options'],
    [{ response_format: { type: 'grammar' } }, 'response_format.type'],
    [{ previous_response_id: 'resp_1' }, 'previous_response_id'],
    [{ conversation: 'conv_1' }, 'conversation'],
    [{ prompt: { id: 'pmpt_1' } }, 'prompt'],
    [{ background: true }, 'background'],
    [{ context_management: [] }, 'context_management'],
    [
      { prompt_cache_options: { comparison_response_id: 'resp_1' } },
      'prompt_cache_options.comparison_response_id',
    ],
  ])('%j', (members, param) => {
    expect(refusalOf(() => settingsOf(members))).toEqual(['unsupported_parameter', param]);
  });

  test('that the api has none of go to a target that carries them all the same', () => {
    const warn = vi.fn();
    const context = { ...createTestContext(), carries: ['stop', 'seed'], warn };
    const members = { stop: ['x'], seed: 7 };
    expect(settingsOf(members, context)).toMatchObject(members);
    expect(warn).not.toHaveBeenCalled();
    expect(() => settingsOf({ logit_bias: { 1: 2 } }, context)).toThrow('logit_bias');
  });
});
