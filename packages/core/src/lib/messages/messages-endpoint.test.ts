import { describe, expect, test } from 'vitest';
import {
  completion,
  frameByFrame,
  jsonReply,
  streamOf,
  streamReply,
} from '../../__fixtures__/chat-wire.ts';
import { readTale, textOfReply } from '../../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../../__fixtures__/records.ts';
import { gatewayRequest } from '../../__fixtures__/requests.ts';
import {
  type ScriptedProvider,
  type Step,
  scriptedProvider,
} from '../../__fixtures__/scripted-provider.ts';
import { apiKeys } from '../api-keys.ts';
import { UpstreamError } from '../errors.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts';
import { unwrapOpaque } from '../opaque.ts';
import type { StreamFrame } from '../provider.ts';
import { createSseReader } from '../sse.ts';

type Members = Record<string, unknown>;

const speaksMessages = (steps: Step | readonly Step[], id = 'native') =>
  scriptedProvider(id, steps, { capabilities: { apis: ['messages', 'count_tokens'] } });

const gatewayWith = (
  providers: readonly ScriptedProvider[],
  options: Partial<GatewayOptions> = {},
) => createGateway({ providers, logger: recordLog(), ...options });

interface Post {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function post(
  gateway: Gateway,
  members: Members,
  { path = '/v1/messages', headers }: Post = {},
) {
  const body = {
    model: 'm',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'hi' }],
    ...members,
  };
  const reply = await gateway.handle(
    gatewayRequest('POST', path, { body, ...(headers && { headers }) }),
  );
  const text = await textOfReply(reply);
  return { status: reply.status, headers: Object.fromEntries(reply.headers), text };
}

const whole = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude',
  content: [
    { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
    { type: 'text', text: 'Hello' },
  ],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 5, cache_read_input_tokens: 2 },
};

const events = [
  {
    type: 'message_start',
    message: {
      ...whole,
      content: [],
      stop_reason: null,
      usage: { input_tokens: 3, output_tokens: 1 },
    },
  },
  { type: 'ping' },
  {
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'thinking', thinking: '', signature: '' },
  },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hello' } },
  { type: 'content_block_stop', index: 1 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 5 },
  },
  { type: 'message_stop' },
];

/** With a space that we would not write. */
const wire = (list: readonly Members[]) =>
  list.map((event) => `event: ${event.type}\ndata:  ${JSON.stringify(event)}\n\n`).join('');

const streamed = (text: string) => () =>
  streamReply([createSseReader().push(new TextEncoder().encode(text)) as StreamFrame[]]);

describe('messages on an upstream that speaks them', () => {
  test('keep their bytes, both ways, as JSON and as a stream', async () => {
    const bytes = JSON.stringify(whole, null, 1);
    const provider = speaksMessages([jsonReply(bytes), streamed(wire(events))]);
    const gateway = gatewayWith([provider]);
    const asked = { top_k: 5, system: [{ type: 'text', text: 'Be brief.' }], unknown: { a: 1 } };
    expect(await post(gateway, asked)).toMatchObject({ status: 200, text: bytes });
    expect(await post(gateway, { ...asked, stream: true })).toMatchObject({ text: wire(events) });
    expect(provider.calls).toMatchObject([
      { api: 'messages', stream: false, body: asked },
      { api: 'messages', stream: true, body: asked },
    ]);
  });

  test('tell their usage, also where the end of a stream repeats none of the input', async () => {
    const recorder = recordEvents({ collect: true });
    const provider = speaksMessages([jsonReply(whole), streamed(wire(events))]);
    const gateway = gatewayWith([provider], { use: [recorder] });
    await post(gateway, {});
    await post(gateway, { stream: true });
    expect(recorder.settled).toMatchObject([
      { usage: { inputTokens: 5, outputTokens: 5, totalTokens: 10, cachedInputTokens: 2 } },
      { usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8, estimated: false } },
    ]);
    const { usage: _, ...rest } = whole;
    expect(recorder.settled.map(({ response }) => response)).toMatchObject([rest, rest]);
  });

  test('are one stream for a client that did not ask for it, and the other way round', async () => {
    const provider = speaksMessages([streamed(wire(events)), jsonReply(whole)]);
    const gateway = gatewayWith([provider]);
    const { text } = await post(gateway, {});
    expect(JSON.parse(text)).toMatchObject({ content: whole.content, stop_reason: 'end_turn' });
    const { text: told } = await post(gateway, { stream: true });
    expect(readTale(told).events.map(({ type }) => type)).toEqual(
      events.map(({ type }) => type).filter((type) => type !== 'ping'),
    );
  });

  test('name the model as the client asked, where that is wanted', async () => {
    const provider = speaksMessages([jsonReply(whole), streamed(wire(events))]);
    const gateway = gatewayWith([provider], { replyModel: 'requested' });
    expect(JSON.parse((await post(gateway, {})).text)).toMatchObject({ model: 'm' });
    const { text } = await post(gateway, { stream: true });
    expect(readTale(text).events[0]).toMatchObject({ message: { model: 'm' } });
  });

  test('pass through chunk hooks block by block', async () => {
    const seen: string[] = [];
    const shout = (event: unknown) => {
      const { type, delta } = event as { type: string; delta?: { text?: string } };
      seen.push(type);
      const text = delta?.text?.toUpperCase();
      return text ? ({ ...(event as object), delta: { ...delta, text } } as never) : undefined;
    };
    const gateway = gatewayWith([speaksMessages(streamed(wire(events)))], {
      use: [{ name: 'shout', onChunk: shout }],
    });
    const { text } = await post(gateway, { stream: true });
    expect(readTale(text).events).toEqual(
      events.map((event) =>
        event.delta?.text ? { ...event, delta: { ...event.delta, text: 'HELLO' } } : event,
      ),
    );
    expect(seen).toEqual(
      events.map(({ type }) => type).filter((type) => type.startsWith('content_block')),
    );
  });

  test('end with an error of their own api where the stream breaks off', async () => {
    const gateway = gatewayWith([speaksMessages(streamed(wire(events.slice(0, 9))))], {
      retry: { maxAttempts: 1 },
    });
    const { text, status } = await post(gateway, { stream: true });
    expect(status).toBe(200);
    expect(text.startsWith(wire(events.slice(0, 9)))).toBe(true);
    expect(text.slice(wire(events.slice(0, 9)).length)).toMatch(
      /^event: error\ndata: \{"type":"error","error":\{"type":"api_error","message":"The stream of [^\n]+\}\}\n\n$/,
    );
  });

  test('are asked elsewhere when the upstream is overloaded before it has said anything', async () => {
    const overloaded = {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
    };
    const first = speaksMessages(streamed(wire([overloaded])), 'a');
    const second = speaksMessages(streamed(wire(events)), 'b');
    const gateway = gatewayWith([first, second], {
      models: { m: ['a/x', 'b/y'] },
      retry: { maxAttemptsPerTarget: 1 },
    });
    const { text } = await post(gateway, { stream: true });
    expect(readTale(text).events.at(-1)).toEqual({ type: 'message_stop' });
    expect([first.calls.length, second.calls.length]).toEqual([1, 1]);
  });
});

describe('thinking that only its maker can read', () => {
  test('goes back to its maker unchanged and to nobody else', async () => {
    const a = speaksMessages([jsonReply(whole), streamed(wire(events)), jsonReply(whole)], 'a');
    const b = speaksMessages(jsonReply(whole), 'b');
    const recorder = recordEvents();
    const gateway = gatewayWith([a, b], { use: [recorder] });
    const first = JSON.parse((await post(gateway, { model: 'a/x' })).text) as typeof whole;
    const { signature = '' } = first.content[0] as { signature?: string };
    expect(unwrapOpaque(signature)).toEqual({ boundary: 'a', content: 'c2ln' });
    const { text } = await post(gateway, { model: 'a/x', stream: true });
    expect(readTale(text).events[4]).toMatchObject({ delta: { signature } });
    const messages = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: first.content },
      { role: 'user', content: 'and?' },
    ];
    await post(gateway, { model: 'a/x', messages });
    expect(a.calls[2]?.body.messages).toEqual([
      messages[0],
      { role: 'assistant', content: whole.content },
      messages[2],
    ]);
    await post(gateway, { model: 'b/y', messages });
    expect(b.calls[0]?.body.messages).toEqual([
      messages[0],
      { role: 'assistant', content: whole.content.slice(1) },
      messages[2],
    ]);
    expect(recorder.events).toContainEqual({
      type: 'warning',
      message: 'Thinking that another provider made was left out (1 blocks).',
    });
  });
});

describe('what all tenants share upstream', () => {
  const keys = apiKeys({ 'key-red': 'red', 'key-blue': 'blue' });

  test.each([
    [{ container: 'container_1' }, 'container'],
    [{ container: { id: 'container_1' } }, 'container.id'],
    [{ container: { skills: [{ skill_id: 'skill_1' }] } }, 'container.skills[0].skill_id'],
    [{ thread: { type: 'continue', previous_message_id: 'msg_1' } }, 'thread'],
    [{ diagnostics: { previous_message_id: 'msg_1' } }, 'diagnostics.previous_message_id'],
    [
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'image', source: { type: 'file', file_id: 'file_1' } }],
          },
        ],
      },
      'messages[0].content[0].source.file_id',
    ],
  ])('is refused, naming the field: %j', async (members, param) => {
    const provider = speaksMessages(jsonReply(whole));
    const { status, text } = await post(gatewayWith([provider]), members);
    expect(status).toBe(400);
    expect(JSON.parse(text).error.message).toContain(`"${param}" names something`);
    expect(provider.calls).toEqual([]);
  });

  test('what a tool was called with is its own business', async () => {
    const provider = speaksMessages([jsonReply(whole), jsonReply({ input_tokens: 1 })]);
    const input = {
      file_id: 'f',
      container: 'c',
      Type: 1,
      ID: 2,
      nested: { vector_store_ids: ['v'] },
    };
    const use = { type: 'tool_use', id: 't1', name: 'f', input };
    const messages = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: [use] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'ok' }] },
    ];
    const tools = [{ name: 'f', input_schema: { type: 'object' }, input_examples: [input] }];
    for (const path of ['/v1/messages', '/v1/messages/count_tokens']) {
      const { text } = await post(gatewayWith([provider]), { messages, tools }, { path });
      expect(JSON.parse(text)).not.toHaveProperty('error');
    }
    expect(provider.calls[0]?.body).toMatchObject({ messages, tools });
  });

  test('a user is named by a hash of its own in each tenant', async () => {
    const provider = speaksMessages(jsonReply(whole));
    const gateway = gatewayWith([provider], { use: [keys] });
    const metadata = { user_id: 'u1', other: 1 };
    for (const key of ['key-red', 'key-blue', 'key-red']) {
      await post(gateway, { metadata }, { headers: { 'x-api-key': key } });
    }
    const sent = provider.calls.map(({ body }) => (body.metadata as typeof metadata).user_id);
    expect(sent[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(sent[1]).not.toBe(sent[0]);
    expect(sent[2]).toBe(sent[0]);
    expect(provider.calls[0]?.body.metadata).toMatchObject({ other: 1 });
  });
});

describe('a refusal', () => {
  test.each([
    [{ messages: 'hi' }, 400, 'invalid_request_error'],
    [{ max_tokens: 'many' }, 400, 'invalid_request_error'],
    [{ model: '' }, 400, 'invalid_request_error'],
    [
      { messages: [{ role: 'user', content: [{ type: { toString: 1 } }] }], model: 'chatter/x' },
      400,
      'invalid_request_error',
    ],
    [{ model: 'nobody/x' }, 404, 'not_found_error'],
  ])('has the shape of this api: %j', async (members, status, type) => {
    const chatter = scriptedProvider('chatter', jsonReply(completion('x')));
    const providers = [speaksMessages(jsonReply(whole)), chatter];
    const gateway = gatewayWith(providers, { models: { m: 'native', 'chatter/x': 'chatter' } });
    const reply = await post(gateway, members);
    const { 'request-id': id } = reply.headers;
    expect(reply.status).toBe(status);
    expect(JSON.parse(reply.text)).toEqual({
      type: 'error',
      error: { type, message: expect.any(String) },
      request_id: id,
    });
    expect(reply.headers).toMatchObject({ 'x-request-id': id });
  });

  test('without a key, and for another method, has it too', async () => {
    const gateway = gatewayWith([speaksMessages(jsonReply(whole))], { use: [apiKeys({ k: 't' })] });
    const { status, text } = await post(gateway, {});
    expect([status, JSON.parse(text).error.type]).toEqual([401, 'authentication_error']);
    const reply = await gateway.handle(gatewayRequest('GET', '/v1/messages'));
    expect([reply.status, JSON.parse(await textOfReply(reply)).type]).toEqual([405, 'error']);
  });

  test('of the upstream keeps its status, type and words', async () => {
    const options = { provider: 'native', upstreamStatus: 529, type: 'overloaded_error' };
    const provider = speaksMessages(new UpstreamError('Overloaded', options));
    const { status, text } = await post(gatewayWith([provider], { retry: { maxAttempts: 1 } }), {});
    expect([status, JSON.parse(text).error]).toEqual([
      529,
      { type: 'overloaded_error', message: 'Overloaded' },
    ]);
  });
});

describe('messages on an upstream that speaks chat', () => {
  test('are asked in chat and told as messages, streamed and not alike', async () => {
    const steps = [jsonReply(completion('Hello')), frameByFrame(streamOf('Hel', 'lo'))];
    const provider = scriptedProvider('chatter', steps);
    const gateway = gatewayWith([provider]);
    const asked = { system: 'Be brief.', stop_sequences: ['END'] };
    const json = JSON.parse((await post(gateway, asked)).text);
    const { text } = await post(gateway, { ...asked, stream: true });
    expect(provider.calls[0]?.body).toMatchObject({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hi' },
      ],
      stop: ['END'],
    });
    expect(json).toMatchObject({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'Hello' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 7, output_tokens: 3 },
    });
    const { events: told, isDone } = readTale(text);
    expect(isDone).toBe(false);
    expect(told.map(({ type }) => type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(told.at(-2)).toMatchObject({
      delta: { stop_reason: 'end_turn' },
      usage: { input_tokens: 7, output_tokens: 3 },
    });
  });
});

describe('counting tokens', () => {
  const path = '/v1/messages/count_tokens';

  test('is the upstream’s where it can', async () => {
    const provider = speaksMessages(jsonReply('{"input_tokens": 42}'));
    expect((await post(gatewayWith([provider]), {}, { path })).text).toBe('{"input_tokens": 42}');
    expect(provider.calls).toMatchObject([{ api: 'count_tokens' }]);
  });

  test('is asked as input tokens where that is what the upstream has', async () => {
    const counted = jsonReply({ object: 'response.input_tokens', input_tokens: 17 });
    const provider = scriptedProvider('a', counted, { capabilities: { apis: ['input_tokens'] } });
    const { text } = await post(gatewayWith([provider]), {}, { path });
    expect(JSON.parse(text)).toEqual({ input_tokens: 17 });
    expect(provider.calls[0]?.body).not.toHaveProperty('max_output_tokens');
  });

  test('is an estimate elsewhere, and says so', async () => {
    const gateway = gatewayWith([scriptedProvider('chatter', jsonReply(completion('x')))]);
    const image = {
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(9000) },
    };
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'x'.repeat(400) }, image] }];
    const { text, headers } = await post(gateway, { messages }, { path });
    expect(headers).toMatchObject({ 'x-gw-estimated': 'true' });
    expect(JSON.parse(text)).toEqual({ input_tokens: 1100 });
  });
});
