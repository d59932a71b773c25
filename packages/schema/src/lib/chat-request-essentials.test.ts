import { describe, expect, test } from 'vitest';
import { chatRequestEssentials } from './chat-request-essentials.ts';
import { findIssue } from './validation-issue.ts';

const request = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };

const find = (members: object) => findIssue(chatRequestEssentials, { ...request, ...members });

describe('what the gateway depends on is refused with its exact param', () => {
  test.each([
    [{ model: undefined }, 'model', 'missing_required_parameter'],
    [{ model: null }, 'model', 'invalid_type'],
    [{ model: 4 }, 'model', 'invalid_type'],
    [{ model: '' }, 'model', 'invalid_value'],
    [{ messages: undefined }, 'messages', 'missing_required_parameter'],
    [{ messages: null }, 'messages', 'invalid_type'],
    [{ messages: 'hi' }, 'messages', 'invalid_type'],
    [{ messages: { role: 'user' } }, 'messages', 'invalid_type'],
    [{ messages: [] }, 'messages', 'invalid_value'],
    [{ messages: [...request.messages, 'hi'] }, 'messages[1]', 'invalid_type'],
    [{ messages: [null] }, 'messages[0]', 'invalid_type'],
    [{ messages: [[]] }, 'messages[0]', 'invalid_type'],
    [{ messages: [{ content: 'hi' }] }, 'messages[0].role', 'missing_required_parameter'],
    [{ messages: [{ role: null }] }, 'messages[0].role', 'invalid_type'],
    [{ stream: 'true' }, 'stream', 'invalid_type'],
    [{ stream_options: true }, 'stream_options', 'invalid_type'],
    [{ stream_options: [] }, 'stream_options', 'invalid_type'],
    [{ stream_options: { include_usage: 1 } }, 'stream_options.include_usage', 'invalid_type'],
    [{ n: '1' }, 'n', 'invalid_type'],
    [{ n: 1.5 }, 'n', 'invalid_type'],
    [{ n: Number.POSITIVE_INFINITY }, 'n', 'invalid_type'],
    [{ n: 0 }, 'n', 'invalid_value'],
    [{ tools: {} }, 'tools', 'invalid_type'],
    [{ tools: [{ type: 'function' }, 'search'] }, 'tools[1]', 'invalid_type'],
    [{ prompt_cache_key: 7 }, 'prompt_cache_key', 'invalid_type'],
    [{ safety_identifier: {} }, 'safety_identifier', 'invalid_type'],
  ])('%j', (members, param, code) => {
    expect(find(members)).toMatchObject({ param, code });
  });

  test.each([[null], [[]], ['{}'], [3]])('a body that is no object: %j', (body) => {
    expect(findIssue(chatRequestEssentials, body)).toMatchObject({ param: null });
  });

  test('in words', () => {
    expect(find({ messages: [{ content: 'hi' }] })?.message).toBe(
      "Missing required parameter 'messages[0].role'.",
    );
    expect(find({ messages: [] })?.message).toBe(
      "Invalid value for 'messages': must not be empty.",
    );
    expect(find({ messages: ['hi'] })?.message).toBe(
      "Invalid type for 'messages[0]': expected an object; got a string.",
    );
  });
});

describe('what only the upstream depends on passes', () => {
  test.each([
    ['nulls', { stream: null, stream_options: null, n: null, tools: null, temperature: null }],
    ['a role we do not know', { messages: [{ role: 'critic', content: 'no' }] }],
    ['a message without content', { messages: [{ role: 'assistant', tool_calls: [] }] }],
    ['a part we do not know', { messages: [{ role: 'user', content: [{ type: 'video_url' }] }] }],
    ['content of any shape', { messages: [{ role: 'user', content: { text: 'hi' } }] }],
    ['a tool type we do not know', { tools: [{ type: 'web_search' }, { google_search: {} }] }],
    ['no tools', { tools: [] }],
    ['members we do not know', { top_k: 40, stream_options: { continuous_usage_stats: true } }],
    ['values out of OpenAI’s ranges', { temperature: 9, n: 500, reasoning_effort: 'ultra' }],
    ['a wrong type where we do not look', { temperature: 'hot', stop: 5 }],
  ])('%s', (_, members) => {
    expect(find(members)).toBeUndefined();
  });
});

test('the model can be made optional where something else decides it', () => {
  const schema = chatRequestEssentials.partial({ model: true });
  expect(findIssue(schema, { messages: request.messages })).toBeUndefined();
  expect(findIssue(schema, { ...request, model: '' })).toMatchObject({ param: 'model' });
});

test('a flood of wrong items costs one issue', () => {
  const messages = new Array(100_000).fill(1);
  expect(chatRequestEssentials.safeParse({ model: 'm', messages }).error?.issues).toHaveLength(1);
});

test('the body is not touched', () => {
  const body = Object.freeze({ ...request, messages: Object.freeze(request.messages), extra: 1 });
  expect(findIssue(chatRequestEssentials, body)).toBeUndefined();
  expect(body).toEqual({ ...request, extra: 1 });
});
