import type { MessagesResponse } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { sendRaw } from '../../__fixtures__/raw-client.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';

const messages = [{ role: 'user', content: 'héllo wörld' }];
const said = (...content: readonly object[]) => ({ messages: [{ role: 'user', content }] });

async function post(upstream: Upstream, more: object, path = '/messages') {
  const body = { model: 'm', max_tokens: 64, messages, ...more };
  const { status, text, headers } = await sendRaw(upstream.url + path, { body });
  return { status, json: JSON.parse(text), headers };
}

async function answer(more: object = {}): Promise<MessagesResponse> {
  await using upstream = await startUpstream();
  const { status, json } = await post(upstream, more);
  expect([status, json.error]).toEqual([200, undefined]);
  return json;
}

const tool = (name: string, argument: string) => ({
  name,
  input_schema: { type: 'object', properties: { [argument]: { type: 'string' } } },
});
const tools = [tool('get_weather', 'city'), tool('get_time', 'zone')];
const call = { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} };
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' };

describe('a message', () => {
  it('depends on the request alone, and has all its members', async () => {
    const first = await answer();
    expect(first).toEqual({
      id: expect.stringMatching(/^msg_[0-9a-f]{8}$/),
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [{ type: 'text', text: 'You wrote: héllo wörld', citations: null }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      stop_details: null,
      container: null,
      diagnostics: null,
      usage: {
        input_tokens: 2,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        output_tokens: 4,
        output_tokens_details: { thinking_tokens: 0 },
        server_tool_use: null,
        service_tier: 'standard',
        inference_geo: null,
        speed: null,
      },
    });
    expect(await answer()).toEqual(first);
    expect((await answer({ model: 'other' })).id).not.toBe(first.id);
  });

  it('names its answer in the header that this API has', async () => {
    await using upstream = await startUpstream();
    const { headers } = await post(upstream, {});
    expect(headers['request-id']).toBe('req_upstream_1');
    expect(headers).not.toHaveProperty('x-request-id');
  });

  it('answers the user’s last words, and names blocks that are no text', async () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://x.test/y.png' } };
    const { content } = await answer(said({ type: 'text', text: 'What is this?' }, image));
    expect(content).toMatchObject([{ text: 'You wrote: What is this? [image]' }]);
  });

  it('ends at a sequence that stops it, or at the limit', async () => {
    expect(await answer({ stop_sequences: ['nothing', ' wör', 'ld'] })).toMatchObject({
      content: [{ text: 'You wrote: héllo' }],
      stop_reason: 'stop_sequence',
      stop_sequence: ' wör',
      usage: { output_tokens: 3 },
    });
    expect(await answer({ max_tokens: 3 })).toMatchObject({
      content: [{ text: 'You wrote: héllo' }],
      stop_reason: 'max_tokens',
      usage: { output_tokens: 3 },
    });
    expect(await answer({ max_tokens: 0 })).toMatchObject({
      content: [],
      stop_reason: 'max_tokens',
    });
  });

  it('refuses when the user asks for that', async () => {
    expect(await answer(said({ type: 'text', text: 'refuse this' }))).toMatchObject({
      content: [],
      stop_reason: 'refusal',
      stop_details: { type: 'refusal', category: null, explanation: null },
    });
  });

  it('follows a format', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } };
    const { content } = await answer({
      output_config: { format: { type: 'json_schema', schema } },
    });
    const [block] = content;
    expect(JSON.parse(block?.type === 'text' ? block.text : '')).toEqual({ city: 'city' });
  });

  it('counts the words of prompt and tools, as the endpoint that counts does', async () => {
    const asked = { system: [{ type: 'text', text: 'Be brief.' }], tools };
    const { usage } = await answer(asked);
    await using upstream = await startUpstream();
    const { json } = await post(upstream, asked, '/messages/count_tokens');
    expect(json).toEqual({ input_tokens: usage.input_tokens });
    expect(usage.input_tokens).toBeGreaterThan(4);
    const cache_control = { type: 'ephemeral' };
    const cached = await answer(said({ type: 'text', text: 'one two three', cache_control }));
    expect(cached.usage).toMatchObject({ input_tokens: 2, cache_read_input_tokens: 1 });
  });
});

describe('thinking', () => {
  it('comes first when it is asked for, signed, and shown unless that is not wanted', async () => {
    const thinking = { type: 'enabled', budget_tokens: 1024 };
    const { content, usage } = await answer({ max_tokens: 2048, thinking });
    expect(content).toMatchObject([
      {
        type: 'thinking',
        thinking: 'The last one said 2 words. An echo will do.',
        signature: expect.stringMatching(/^gAAAA/),
      },
      { type: 'text', text: 'You wrote: héllo wörld' },
    ]);
    expect(usage).toMatchObject({
      output_tokens: 14,
      output_tokens_details: { thinking_tokens: 10 },
    });
    const omitted = await answer({ thinking: { type: 'adaptive', display: 'omitted' } });
    expect(omitted.content[0]).toMatchObject({
      thinking: '',
      signature: expect.stringMatching(/^gAAAA/),
    });
    expect((await answer({ thinking: { type: 'disabled' } })).content).toHaveLength(1);
  });

  it('is taken back where it was signed, and nowhere else', async () => {
    await using maker = await startUpstream();
    await using other = await startUpstream();
    const thinking = { type: 'adaptive' };
    const { json } = await post(maker, { thinking });
    const more = {
      thinking,
      messages: [
        ...messages,
        { role: 'assistant', content: json.content },
        { role: 'user', content: 'Go on.' },
      ],
    };
    expect((await post(maker, more)).status).toBe(200);
    expect(await post(other, more)).toMatchObject({
      status: 400,
      json: { error: { message: 'messages.1.content.0: It was not signed here.' } },
    });
  });
});

describe('calls', () => {
  const namesFor = async (tool_choice?: object, more: object = {}) => {
    const { content, stop_reason } = await answer({ tools, tool_choice, ...more });
    const names = content.flatMap((block) => (block.type === 'tool_use' ? block.name : []));
    expect(stop_reason).toBe(names.length > 0 ? 'tool_use' : 'end_turn');
    return names;
  };

  it('are made of every tool of the client’s when one is required', async () => {
    const own = { type: 'web_search_20250305', name: 'web_search' };
    const { content } = await answer({ tools: [...tools, own], tool_choice: { type: 'any' } });
    const id = expect.stringMatching(/^toolu_/);
    const caller = { type: 'direct' };
    expect(content).toEqual([
      { type: 'tool_use', id, name: 'get_weather', input: { city: 'city' }, caller },
      { type: 'tool_use', id, name: 'get_time', input: { zone: 'zone' }, caller },
    ]);
    expect(new Set(content.map((block) => 'id' in block && block.id)).size).toBe(2);
  });

  it('are made of those tools alone that the choice allows', async () => {
    const asks = said({ type: 'text', text: 'get_time please' });
    const one = { disable_parallel_tool_use: true };
    expect(await namesFor({ type: 'any', ...one })).toEqual(['get_weather']);
    expect(await namesFor({ type: 'tool', name: 'get_time' })).toEqual(['get_time']);
    expect(await namesFor({ type: 'none' }, asks)).toEqual([]);
    expect(await namesFor()).toEqual([]);
    expect(await namesFor(undefined, asks)).toEqual(['get_time']);
  });

  it('end when their results are there', async () => {
    const turns = [
      { role: 'user', content: 'f' },
      { role: 'assistant', content: [call] },
      { role: 'user', content: [result] },
    ];
    const { content } = await answer({ messages: turns, tools: [{ ...tools[0], name: 'sunny' }] });
    expect(content).toMatchObject([{ text: 'The tool said: sunny' }]);
  });
});

describe('what is refused', () => {
  const turn = (role: string, ...content: readonly object[]) => ({ role, content });
  it.each<[string, object, string]>([
    ['no limit', { max_tokens: null }, "Missing required parameter: 'max_tokens'."],
    ['a limit that is none', { max_tokens: 'x' }, "Invalid type for 'max_tokens'."],
    ['words of nobody', { messages: [{ content: 'x' }] }, "Invalid type for 'messages'."],
    [
      'too little to think with',
      { thinking: { type: 'enabled', budget_tokens: 1023 } },
      'thinking.budget_tokens: It has to be 1024 at least.',
    ],
    [
      'more to think with than to say all',
      { thinking: { type: 'enabled', budget_tokens: 1024 } },
      'thinking.budget_tokens: It has to be below max_tokens.',
    ],
    [
      'a call without its result',
      { messages: [turn('assistant', call), ...messages] },
      'messages.0: The next message has no result of call toolu_1.',
    ],
    [
      'a result without its call',
      { messages: [turn('user', result)] },
      'messages.0: The message before has no call toolu_1.',
    ],
    [
      'an empty text',
      said({ type: 'text', text: '' }),
      'messages.0.content.0: A text must not be empty.',
    ],
    [
      'a file',
      said({ type: 'document', source: { type: 'file', file_id: 'file_1' } }),
      'messages.0.content.0: There is no such file.',
    ],
    [
      'thinking of others',
      { messages: [turn('assistant', { type: 'redacted_thinking', data: 'x' }), ...messages] },
      'messages.0.content.0: It was not signed here.',
    ],
  ])('%s, as Anthropic tells it', async (_what, body, message) => {
    await using upstream = await startUpstream();
    const { status, json } = await post(upstream, body);
    expect(status).toBe(400);
    expect(json).toEqual({
      type: 'error',
      error: { type: 'invalid_request_error', message },
      request_id: 'req_upstream_1',
    });
  });
});
