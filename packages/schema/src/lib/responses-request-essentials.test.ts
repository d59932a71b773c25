import { describe, expect, test } from 'vitest';
import {
  compactRequestEssentials,
  inputTokensRequestEssentials,
  responsesRequestEssentials,
} from './responses-request-essentials.ts';
import { findIssue } from './validation-issue.ts';

const find = (members: object) => findIssue(responsesRequestEssentials, { model: 'm', ...members });

const user = { role: 'user', content: 'hi' };
const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'value']));

describe('what the gateway depends on is refused with its exact param', () => {
  test.each([
    [{ model: 4 }, 'model', 'invalid_type'],
    [{ model: '' }, 'model', 'invalid_value'],
    [{ input: 7 }, 'input', 'invalid_type'],
    [{ input: user }, 'input', 'invalid_type'],
    [{ input: [user, 'hi'] }, 'input[1]', 'invalid_type'],
    [{ input: [user, user, {}] }, 'input[2].type', 'missing_required_parameter'],
    [{ input: [{ type: 7, role: 'user' }] }, 'input[0].type', 'invalid_type'],
    [{ input: [{ type: null }] }, 'input[0].type', 'invalid_type'],
    [{ instructions: [user] }, 'instructions', 'invalid_type'],
    [{ previous_response_id: 7 }, 'previous_response_id', 'invalid_type'],
    [{ previous_response_id: '' }, 'previous_response_id', 'invalid_value'],
    [{ tools: {} }, 'tools', 'invalid_type'],
    [{ tools: [{ name: 'get' }] }, 'tools[0].type', 'missing_required_parameter'],
    [{ tools: [{ type: 'function' }, 'search'] }, 'tools[1]', 'invalid_type'],
    [{ tool_choice: 7 }, 'tool_choice', 'invalid_type'],
    [{ tool_choice: { name: 'get' } }, 'tool_choice.type', 'missing_required_parameter'],
    [{ parallel_tool_calls: 'no' }, 'parallel_tool_calls', 'invalid_type'],
    [{ text: 'json' }, 'text', 'invalid_type'],
    [{ text: { format: 'json' } }, 'text.format', 'invalid_type'],
    [{ text: { format: {} } }, 'text.format.type', 'missing_required_parameter'],
    [{ reasoning: 'low' }, 'reasoning', 'invalid_type'],
    [{ reasoning: [] }, 'reasoning', 'invalid_type'],
    [{ truncation: 'middle' }, 'truncation', 'invalid_value'],
    [{ stream: 'true' }, 'stream', 'invalid_type'],
    [{ stream_options: true }, 'stream_options', 'invalid_type'],
    [
      { stream_options: { include_obfuscation: 1 } },
      'stream_options.include_obfuscation',
      'invalid_type',
    ],
    [{ store: 1 }, 'store', 'invalid_type'],
    [{ background: 'yes' }, 'background', 'invalid_type'],
    [{ include: 'all' }, 'include', 'invalid_type'],
    [{ include: ['a', 7] }, 'include[1]', 'invalid_type'],
    [{ prompt_cache_key: 7 }, 'prompt_cache_key', 'invalid_type'],
    [{ safety_identifier: {} }, 'safety_identifier', 'invalid_type'],
    [{ service_tier: 1 }, 'service_tier', 'invalid_type'],
  ])('%j', (members, param, code) => {
    expect(find(members)).toMatchObject({ param, code });
  });

  test.each([[null], [[]], ['{}'], [3]])('a body that is no object: %j', (body) => {
    expect(findIssue(responsesRequestEssentials, body)).toMatchObject({ param: null });
  });
});

describe('the bounds of the contract', () => {
  test.each([
    [{ max_output_tokens: 15 }, 'max_output_tokens', 'must be at least 16'],
    [{ max_tool_calls: 0 }, 'max_tool_calls', 'must be at least 1'],
    [{ top_logprobs: 21 }, 'top_logprobs', 'must be at most 20'],
    [{ top_logprobs: -1 }, 'top_logprobs', 'must be at least 0'],
    [{ temperature: 2.1 }, 'temperature', 'must be at most 2'],
    [{ top_p: 1.5 }, 'top_p', 'must be at most 1'],
    [{ metadata: pairs(17) }, 'metadata', 'must have at most 16 items'],
    [{ metadata: { ['k'.repeat(65)]: '' } }, 'metadata', 'a key must have at most 64 characters'],
    [{ metadata: { a: 'v'.repeat(513) } }, 'metadata.a', 'must have at most 512 characters'],
  ])('%j', (members, param, rule) => {
    const message = `Invalid value for '${param}': ${rule}.`;
    expect(find(members)).toEqual({ param, message, code: 'invalid_value' });
  });

  test.each([
    [{ max_output_tokens: 16.5 }, 'max_output_tokens'],
    [{ metadata: [] }, 'metadata'],
    [{ metadata: { a: 1 } }, 'metadata.a'],
  ])('%j is of the wrong type', (members, param) => {
    expect(find(members)).toMatchObject({ param, code: 'invalid_type' });
  });

  test('what stands on the bound passes', () => {
    const metadata = { ...pairs(15), ['k'.repeat(64)]: 'v'.repeat(512) };
    const numbers = { max_output_tokens: 16, max_tool_calls: 1, temperature: 2, top_p: 0 };
    expect(find({ metadata, ...numbers, top_logprobs: 20 })).toBeUndefined();
  });
});

describe('what only the upstream depends on passes', () => {
  test.each([
    ['an empty body', { model: undefined }],
    ['nulls', { model: null, input: null, tools: null, text: null, metadata: null, stream: null }],
    ['text', { input: 'hi' }],
    ['no items', { input: [] }],
    ['messages without a type', { input: [user, { role: 'assistant', content: [] }] }],
    ['a reference without a type', { input: [{ id: 'msg_1' }, { type: null, id: 'msg_2' }] }],
    ['items we do not know', { input: [{ type: 'shell_call' }, { type: 'acme:search' }] }],
    ['tools we do not know', { tools: [{ type: 'web_search' }, { type: 'namespace' }] }],
    ['choices we do not know', { tool_choice: { type: 'mcp', server_label: 'a' } }],
    ['members we do not know', { top_k: 40, text: { format: { type: 'grammar', syntax: 'x' } } }],
    ['JSON of any shape', { text: { format: { type: 'json_object' }, verbosity: 'low' } }],
    ['what only OpenAI has', { conversation: 'conv_1', reasoning: { effort: 'max', mode: 'pro' } }],
    ['includes we do not know', { include: ['acme:trace'] }],
  ])('%s', (_, members) => {
    expect(find(members)).toBeUndefined();
  });
});

test.each([
  ['input', new Array(100_000).fill(1)],
  ['tools', new Array(100_000).fill(1)],
  ['include', new Array(100_000).fill(1)],
  ['metadata', Object.fromEntries(new Array(100_000).fill(1).entries())],
])('a flood of wrong %s costs one issue', (member, flood) => {
  const { error } = responsesRequestEssentials.safeParse({ model: 'm', [member]: flood });
  expect(error?.issues).toHaveLength(1);
});

test('the body is not touched', () => {
  const input = Object.freeze([Object.freeze(user)]);
  const body = Object.freeze({ model: 'm', input, metadata: Object.freeze({ a: 'b' }), extra: 1 });
  expect(findIssue(responsesRequestEssentials, body)).toBeUndefined();
});

describe('a request to compact', () => {
  test('is checked in what it has', () => {
    const find = (body: object) => findIssue(compactRequestEssentials, body);
    expect(find({ model: 'm', input: [{}] })).toMatchObject({ param: 'input[0].type' });
    expect(find({ model: 7 })).toMatchObject({ param: 'model' });
    expect(find({ model: 'm', prompt_cache_key: 7 })).toMatchObject({ param: 'prompt_cache_key' });
    expect(find({ model: 'm', input: [user], previous_response_id: null })).toBeUndefined();
  });

  test('is not checked in what it does not have', () => {
    expect(findIssue(compactRequestEssentials, { model: 'm', tools: 7 })).toBeUndefined();
  });
});

describe('a request to count', () => {
  test('is checked in prompt and settings', () => {
    const find = (body: object) => findIssue(inputTokensRequestEssentials, body);
    expect(find({ input: 7 })).toMatchObject({ param: 'input' });
    expect(find({ tools: [{}] })).toMatchObject({ param: 'tools[0].type' });
    expect(find({ truncation: 'some' })).toMatchObject({ param: 'truncation' });
    expect(find({ model: 'm', input: 'hi', tools: [{ type: 'mcp' }] })).toBeUndefined();
  });

  test('is not checked in what it does not have', () => {
    expect(findIssue(inputTokensRequestEssentials, { max_output_tokens: 1 })).toBeUndefined();
  });
});
