import { describe, expect, test } from 'vitest';
import {
  countTokensRequestEssentials,
  messagesRequestEssentials,
} from './messages-request-essentials.ts';
import { findIssue } from './validation-issue.ts';

const user = { role: 'user', content: 'hi' };
const valid = { model: 'm', max_tokens: 64, messages: [user] };
const find = (members: object) => findIssue(messagesRequestEssentials, { ...valid, ...members });

describe('what the gateway depends on is refused with its exact param', () => {
  test.each([
    [{ model: undefined }, 'model', 'missing_required_parameter'],
    [{ model: '' }, 'model', 'invalid_value'],
    [{ max_tokens: undefined }, 'max_tokens', 'missing_required_parameter'],
    [{ max_tokens: '64' }, 'max_tokens', 'invalid_type'],
    [{ max_tokens: 1.5 }, 'max_tokens', 'invalid_type'],
    [{ max_tokens: -1 }, 'max_tokens', 'invalid_value'],
    [{ messages: undefined }, 'messages', 'missing_required_parameter'],
    [{ messages: 'hi' }, 'messages', 'invalid_type'],
    [{ messages: [] }, 'messages', 'invalid_value'],
    [{ messages: [user, 'hi'] }, 'messages[1]', 'invalid_type'],
    [{ messages: [{ content: 'hi' }] }, 'messages[0].role', 'missing_required_parameter'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content', 'missing_required_parameter'],
    [{ messages: [{ role: 'user', content: {} }] }, 'messages[0].content', 'invalid_type'],
    [{ system: 7 }, 'system', 'invalid_type'],
    [{ tools: {} }, 'tools', 'invalid_type'],
    [{ tools: [{ name: 'get' }, null] }, 'tools[1]', 'invalid_type'],
    [{ tool_choice: 'auto' }, 'tool_choice', 'invalid_type'],
    [{ tool_choice: {} }, 'tool_choice.type', 'missing_required_parameter'],
    [{ thinking: { budget_tokens: 1 } }, 'thinking.type', 'missing_required_parameter'],
    [{ output_config: { format: {} } }, 'output_config.format.type', 'missing_required_parameter'],
    [{ stream: 'true' }, 'stream', 'invalid_type'],
    [{ temperature: '1' }, 'temperature', 'invalid_type'],
    [{ top_p: '1' }, 'top_p', 'invalid_type'],
    [{ stop_sequences: 'END' }, 'stop_sequences', 'invalid_type'],
    [{ stop_sequences: ['END', 7] }, 'stop_sequences[1]', 'invalid_type'],
    [{ service_tier: 1 }, 'service_tier', 'invalid_type'],
    [{ metadata: { user_id: 1 } }, 'metadata.user_id', 'invalid_type'],
  ])('%j', (members, param, code) => {
    expect(find(members)).toMatchObject({ param, code });
  });

  test.each([[null], [[]], ['{}'], [3]])('a body that is no object: %j', (body) => {
    expect(findIssue(messagesRequestEssentials, body)).toMatchObject({ param: null });
  });
});

describe('what only the upstream depends on passes', () => {
  test.each([
    ['the least that there is', {}],
    ['a prompt that is only cached', { max_tokens: 0 }],
    ['nulls', { system: null, tools: null, thinking: null, metadata: null, stream: null }],
    ['instructions in blocks', { system: [{ type: 'text', text: 'a' }] }],
    ['roles we do not know', { messages: [{ role: 'critic', content: [] }] }],
    ['blocks we do not know', { messages: [{ role: 'user', content: [{ type: 'hologram' }] }] }],
    ['tools we do not know', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
    ['choices we do not know', { tool_choice: { type: 'some' } }],
    ['members we do not know', { mcp_servers: [], context_management: { edits: [] } }],
  ])('%s', (_, members) => {
    expect(find(members)).toBeUndefined();
  });
});

test('a request to count needs no limit, and what it does not have is not checked', () => {
  const find = (members: object) =>
    findIssue(countTokensRequestEssentials, { ...valid, ...members });
  expect(find({ max_tokens: undefined, stream: 7, metadata: 7 })).toBeUndefined();
  expect(find({ messages: [{}] })).toMatchObject({ param: 'messages[0].role' });
  expect(find({ model: undefined })).toMatchObject({ param: 'model' });
});

test.each([
  ['messages', new Array(100_000).fill(1)],
  ['tools', new Array(100_000).fill(1)],
  ['stop_sequences', new Array(100_000).fill(1)],
])('a flood of wrong %s costs one issue', (member, flood) => {
  const { error } = messagesRequestEssentials.safeParse({ ...valid, [member]: flood });
  expect(error?.issues).toHaveLength(1);
});

test('the body is not touched', () => {
  const messages = Object.freeze([Object.freeze(user)]);
  const body = Object.freeze({ ...valid, messages, extra: 1 });
  expect(findIssue(messagesRequestEssentials, body)).toBeUndefined();
});
