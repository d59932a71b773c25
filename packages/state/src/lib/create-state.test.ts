import { createGateway, type Hooks, type ModelGateway, type Payload } from '@gw/core';
import { describe, expect, test } from 'vitest';
import { type ChatModel, type ChatModelOptions, chatModel } from '../__fixtures__/chat-provider.ts';
import { createState } from './create-state.ts';
import type { StateOptions } from './state-options.ts';
import { createMemoryStore } from './store/memory-store.ts';
import type { StateStore } from './store/state-store.ts';

/** Whatever was answered. */
type Json = ReturnType<typeof JSON.parse>;

const silent = { warn() {}, error() {} };

interface House {
  readonly gateway: ModelGateway;
  readonly model: ChatModel;
  readonly store: StateStore;
  ask(
    path: string,
    init?: { method?: string; body?: unknown; tenant?: string; signal?: AbortSignal },
  ): Promise<Response>;
  json(path: string, init?: Parameters<House['ask']>[1]): Promise<Json>;
}

interface HouseOptions extends Partial<StateOptions>, ChatModelOptions {
  readonly use?: readonly Hooks[];
  /** The gateway's own `maxBodyBytes`. */
  readonly maxRequestBytes?: number;
}

function house({ use = [], words, waits, maxRequestBytes, ...options }: HouseOptions = {}): House {
  const model = chatModel({ ...(words && { words }), ...(waits && { waits }) });
  const store = options.store ?? createMemoryStore();
  const byHeader: Hooks = {
    name: 'tenants',
    authenticate: ({ headers }) => ({ tenant: String(headers['x-tenant'] ?? 'ada') }),
  };
  const gateway = createGateway({
    providers: [model],
    use: [byHeader, ...use, createState({ ...options, store, logger: silent })],
    logger: silent,
    ...(maxRequestBytes !== undefined && { maxBodyBytes: maxRequestBytes }),
  });
  const ask: House['ask'] = (path, { method, body, tenant = 'ada', signal } = {}) =>
    gateway.fetch(
      new Request(`http://gw${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          'x-tenant': tenant,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        ...(signal && { signal }),
      }),
    );
  const json: House['json'] = async (path, init) => (await ask(path, init)).json() as Promise<Json>;
  return { gateway, model, store, ask, json };
}

/** The messages of the model's last call. */
function lastAsked({ asked }: ChatModel): Json {
  return asked.at(-1)?.messages;
}

const hi = { model: 'm', input: 'hi' };

function eventsOf(text: string): Json[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as Json);
}

describe('a stored response', () => {
  test.each([false, true])('is what its client was given: streamed %s', async (stream) => {
    const { ask, json } = house();
    const reply = await ask('/v1/responses', { body: { ...hi, stream } });
    const text = await reply.text();
    const given = stream ? eventsOf(text).at(-1)?.response : JSON.parse(text);
    expect(given.id).toMatch(/^resp_[0-9a-f]{32}$/);
    expect(await json(`/v1/responses/${given.id}`)).toEqual(given);
    expect(given.output[0].content[0].text).toBe('Hello');
  });

  test('lists its input with ids, newest first', async () => {
    const { json } = house();
    const input = [
      { role: 'user', content: 'one' },
      {
        type: 'message',
        id: 'msg_2',
        role: 'user',
        content: [{ type: 'input_text', text: 'two' }],
      },
      { role: 'user', content: 'three', phase: null },
    ];
    const { id } = await json('/v1/responses', { body: { ...hi, input } });
    const list = await json(`/v1/responses/${id}/input_items?limit=2`);
    expect(list).toMatchObject({ object: 'list', has_more: true });
    expect(list.data.map((item: Json) => item.content[0].text)).toEqual(['three', 'two']);
    expect(list.data[1].id).toBe('msg_2');
    expect(list.data[0]).not.toHaveProperty('phase');
    const rest = await json(`/v1/responses/${id}/input_items?after=${list.last_id}`);
    expect(rest.data.map((item: Json) => item.content[0].text)).toEqual(['one']);
  });

  test('is listed, newest first, and by model', async () => {
    const { json } = house();
    const first = await json('/v1/responses', { body: hi });
    const second = await json('/v1/responses', { body: hi });
    const list = await json('/v1/responses');
    expect(list.data.map(({ id }: Json) => id)).toEqual([second.id, first.id]);
    expect(list.data[0]).toMatchObject({ output: second.output, input: [{ role: 'user' }] });
    expect((await json('/v1/responses?model=up')).data).toHaveLength(2);
    expect((await json('/v1/responses?model=other')).data).toEqual([]);
    // As a cursor: what is empty is not given.
    expect((await json('/v1/responses?model=')).data).toHaveLength(2);
    expect((await json('/v1/responses?model=up&model=other')).error).toMatchObject({
      code: 'invalid_value',
      param: 'model',
    });
    expect((await json(`/v1/responses?after=${second.id}`)).data).toHaveLength(1);
  });

  test('is gone once it was deleted', async () => {
    const { ask, json } = house();
    const { id } = await json('/v1/responses', { body: hi });
    expect(await json(`/v1/responses/${id}`, { method: 'DELETE' })).toEqual({
      id,
      object: 'response.deleted',
      deleted: true,
    });
    for (const path of ['', '/input_items', '?stream=true']) {
      const reply = await ask(`/v1/responses/${id}${path}`);
      expect([reply.status, ((await reply.json()) as Json).error.message]).toEqual([
        404,
        `Response with id '${id}' not found.`,
      ]);
    }
    const reply = await ask('/v1/responses', { body: { ...hi, previous_response_id: id } });
    expect([reply.status, ((await reply.json()) as Json).error.code]).toEqual([
      400,
      'previous_response_not_found',
    ]);
  });

  test('goes on: all before it is sent, but no instructions', async () => {
    const { json, model } = house();
    const first = await json('/v1/responses', { body: { ...hi, instructions: 'Be brief.' } });
    const second = await json('/v1/responses', {
      body: { ...hi, input: 'and?', previous_response_id: first.id },
    });
    await json('/v1/responses', { body: { ...hi, input: 'so?', previous_response_id: second.id } });
    expect(second.previous_response_id).toBe(first.id);
    const told = lastAsked(model).map(
      ({ role, content }: Json) =>
        `${role}: ${typeof content === 'string' ? content : content[0].text}`,
    );
    expect(told).toEqual([
      'user: hi',
      'assistant: Hello',
      'user: and?',
      'assistant: Hello',
      'user: so?',
    ]);
  });

  test('that others go on from is hidden, and goes with the last of them', async () => {
    const { ask, json, store } = house();
    const first = await json('/v1/responses', { body: hi });
    const second = await json('/v1/responses', { body: { ...hi, previous_response_id: first.id } });
    await json(`/v1/responses/${first.id}`, { method: 'DELETE' });
    expect((await ask(`/v1/responses/${first.id}`)).status).toBe(404);
    const third = await ask('/v1/responses', { body: { ...hi, previous_response_id: second.id } });
    expect(third.status).toBe(200);
    await json(`/v1/responses/${((await third.json()) as Json).id}`, { method: 'DELETE' });
    await json(`/v1/responses/${second.id}`, { method: 'DELETE' });
    for (const kind of ['response', 'item', 'child']) {
      expect(await store.listOlder(kind, Date.now() + 1_000, 10)).toEqual([]);
    }
  });

  test('that must not be kept leaves nothing', async () => {
    const { ask, store } = house();
    for (const stream of [false, true]) {
      await (await ask('/v1/responses', { body: { ...hi, stream, store: false } })).text();
    }
    for (const kind of ['response', 'item', 'child', 'log', 'context']) {
      expect(await store.listOlder(kind, Date.now() + 1_000, 10)).toEqual([]);
    }
  });

  test('of another tenant is not there', async () => {
    const { ask, json } = house();
    const { id } = await json('/v1/responses', { body: hi });
    for (const path of [id, `${id}/input_items`, `${id}?stream=true`]) {
      const foreign = await ask(`/v1/responses/${path}`, { tenant: 'eve' });
      const nobodys = await ask(`/v1/responses/${path.replace(id, 'resp_0')}`, { tenant: 'eve' });
      expect(foreign.status).toBe(404);
      expect((await foreign.text()).replaceAll(id, '')).toBe(
        (await nobodys.text()).replaceAll('resp_0', ''),
      );
    }
    expect((await json('/v1/responses', { tenant: 'eve' })).data).toEqual([]);
  });
});

describe('a stored stream', () => {
  test('is replayed from any event, in the same bytes', async () => {
    const { ask, json } = house({ words: ['a', 'b', 'c', 'd'] });
    const text = await (await ask('/v1/responses', { body: { ...hi, stream: true } })).text();
    const events = eventsOf(text);
    const { id } = events[0].response;
    const frames = text
      .split('\n\n')
      .slice(0, -1)
      .map((frame) => `${frame}\n\n`);
    for (let after = -1; after < events.length; after++) {
      const query = after < 0 ? '' : `&starting_after=${after}`;
      const replayed = await (await ask(`/v1/responses/${id}?stream=true${query}`)).text();
      expect(replayed).toBe([...frames.slice(after + 1, -1), frames.at(-1)].join(''));
    }
    expect((await json(`/v1/responses/${id}`)).status).toBe('completed');
  });

  test('is asked for with true, and not with false; whatever else is said is refused', async () => {
    const { ask, json } = house();
    const text = await (await ask('/v1/responses', { body: { ...hi, stream: true } })).text();
    const path = `/v1/responses/${eventsOf(text)[0].response.id}`;
    expect(await (await ask(`${path}?stream=true`)).text()).toBe(text);
    expect(await json(`${path}?stream=false`)).toEqual(await json(path));
    for (const query of ['stream=1', 'stream=TRUE', 'stream=', 'stream=true&stream=false']) {
      const reply = await ask(`${path}?${query}`);
      const { error } = (await reply.json()) as Json;
      expect([reply.status, error.code, error.param]).toEqual([400, 'invalid_value', 'stream']);
    }
  });

  test('is followed while it runs, and seen to grow', async () => {
    const { ask, json, model } = house({ words: ['a', 'b'], waits: true });
    const reply = await ask('/v1/responses', { body: { ...hi, stream: true } });
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    const first = new TextDecoder().decode((await reader.read()).value);
    const { id } = eventsOf(first)[0].response;
    await expect.poll(async () => (await ask(`/v1/responses/${id}`)).status).toBe(200);
    expect(await json(`/v1/responses/${id}`)).toMatchObject({ status: 'in_progress' });
    const following = ask(`/v1/responses/${id}?stream=true`).then((other) => other.text());
    let rest = '';
    const stepping = setInterval(() => model.step(), 1);
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      rest += new TextDecoder().decode(read.value);
    }
    clearInterval(stepping);
    expect(await following).toBe(first + rest);
  });

  test('that its client leaves is cancelled, with what there was', async () => {
    const { ask, json, model } = house({ words: ['a', 'b'], waits: true });
    const reply = await ask('/v1/responses', { body: { ...hi, stream: true } });
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    while (!text.includes('"delta":"a"')) {
      text += new TextDecoder().decode((await reader.read()).value);
    }
    const { id } = eventsOf(text)[0].response;
    await reader.cancel();
    expect(model.aborted).toBe(1);
    await expect.poll(async () => (await json(`/v1/responses/${id}`)).status).toBe('cancelled');
    expect(await json(`/v1/responses/${id}`)).toMatchObject({
      output: [{ status: 'incomplete', content: [{ text: 'a' }] }],
    });
    const replayed = await (await ask(`/v1/responses/${id}?stream=true`)).text();
    expect(replayed.startsWith(text)).toBe(true);
    expect(eventsOf(replayed).at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'cancelled', error: null },
    });
    expect(eventsOf(replayed).map(({ sequence_number }) => sequence_number)).toEqual(
      eventsOf(replayed).map((_, at) => at),
    );
  });

  test.each(['response', 'conversation'])(
    'ends where its client can see it when another process has its %s',
    async (taken) => {
      const store = createMemoryStore();
      const renew: StateStore['renew'] = async (key, ...rest) =>
        key.kind !== taken && store.renew(key, ...rest);
      const { ask, json, model } = house({
        words: ['a', 'b'],
        waits: true,
        store: { ...store, renew },
      });
      const { id: conversation } = await json('/v1/conversations', { body: {} });
      const reply = await ask('/v1/responses', { body: { ...hi, conversation, stream: true } });
      const events = eventsOf(await reply.text());
      expect(events.slice(-2)).toMatchObject([
        {
          type: 'error',
          error: { code: taken === 'response' ? 'unavailable' : 'conversation_locked' },
        },
        { type: 'response.failed', response: { output: [{ content: [{ text: 'a' }] }] } },
      ]);
      expect(model.aborted).toBe(1);
    },
  );

  test('cannot be resumed once its time is over', async () => {
    const { ask } = house({ replayMs: 0 });
    const text = await (await ask('/v1/responses', { body: { ...hi, stream: true } })).text();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { id } = eventsOf(text)[0].response;
    const reply = await ask(`/v1/responses/${id}?stream=true`);
    expect([reply.status, ((await reply.json()) as Json).error.code]).toEqual([
      400,
      'stream_expired',
    ]);
  });
});

describe('a response in a conversation', () => {
  test('stands on its items and adds its own', async () => {
    const { json, model } = house();
    const { id } = await json('/v1/conversations', {
      body: { items: [{ role: 'user', content: 'My name is Ada.' }] },
    });
    const response = await json('/v1/responses', { body: { ...hi, conversation: id } });
    expect(response.conversation).toEqual({ id });
    await json('/v1/responses', { body: { ...hi, input: 'and?', conversation: { id } } });
    expect(lastAsked(model).map(({ role }: Json) => role)).toEqual([
      'user',
      'user',
      'assistant',
      'user',
    ]);
    const list = await json(`/v1/conversations/${id}/items?order=asc`);
    expect(list.data.map((item: Json) => item.content[0].text)).toEqual([
      'My name is Ada.',
      'hi',
      'Hello',
      'and?',
      'Hello',
    ]);
  });

  test('can be gone on from without it: what was said in it before stands in front', async () => {
    const { json, model } = house();
    const { id } = await json('/v1/conversations', {
      body: { items: [{ role: 'user', content: 'My name is Ada.' }] },
    });
    const first = await json('/v1/responses', { body: { ...hi, conversation: id } });
    await json('/v1/responses', { body: { ...hi, input: 'later', conversation: id } });
    await json('/v1/responses', { body: { ...hi, input: 'so?', previous_response_id: first.id } });
    expect(lastAsked(model).map(({ role }: Json) => role)).toEqual([
      'user',
      'user',
      'assistant',
      'user',
    ]);
    expect((await json(`/v1/conversations/${id}/items`)).data).toHaveLength(5);
  });

  test('is counted with its items', async () => {
    const { json } = house();
    const { id } = await json('/v1/conversations', {
      body: { items: [{ role: 'user', content: 'A long story. '.repeat(50) }] },
    });
    const count = async (body: object) =>
      (await json('/v1/responses/input_tokens', { body })).input_tokens;
    expect(await count({ ...hi, conversation: id })).toBeGreaterThan((await count(hi)) + 100);
  });

  test.each(['/v1/responses', '/v1/responses/input_tokens'])(
    'is with all its items as large as a body may be: %s',
    async (path) => {
      const { ask, json } = house({ maxRequestBytes: 5_000 });
      const { id } = await json('/v1/conversations', { body: {} });
      const statuses: number[] = [];
      for (let turn = 0; turn < 3; turn++) {
        const items = [{ role: 'user', content: 'x'.repeat(1_500) }];
        await json(`/v1/conversations/${id}/items`, { body: { items } });
        statuses.push(
          (await ask(path, { body: { ...hi, conversation: id, store: false } })).status,
        );
      }
      expect(statuses).toEqual([200, 200, 413]);
    },
  );

  test('is one at a time', async () => {
    const { ask, json, model } = house({ waits: true });
    const { id } = await json('/v1/conversations', { body: {} });
    const running = await ask('/v1/responses', { body: { ...hi, stream: true, conversation: id } });
    const refused = await ask('/v1/responses', { body: { ...hi, conversation: id } });
    expect([refused.status, ((await refused.json()) as Json).error.code]).toEqual([
      409,
      'conversation_locked',
    ]);
    const stepping = setInterval(() => model.step(), 1);
    await running.text();
    clearInterval(stepping);
    const next = await ask('/v1/responses', { body: { ...hi, conversation: id } });
    expect(next.status).toBe(200);
  });

  test('that must not be kept reads it and writes nothing', async () => {
    const { json, model } = house();
    const { id } = await json('/v1/conversations', {
      body: { items: [{ role: 'user', content: 'My name is Ada.' }] },
    });
    await json('/v1/responses', { body: { ...hi, conversation: id, store: false } });
    expect(lastAsked(model)).toHaveLength(2);
    expect((await json(`/v1/conversations/${id}/items`)).data).toHaveLength(1);
  });

  test('that fails leaves it free and as it was', async () => {
    const { ask, json } = house();
    const { id } = await json('/v1/conversations', { body: {} });
    const body = { ...hi, conversation: id, tools: [{ type: 'no_such_tool' }] };
    expect((await ask('/v1/responses', { body })).status).toBe(400);
    expect((await ask('/v1/responses', { body: { ...hi, conversation: id } })).status).toBe(200);
  });
});

describe('a background response', () => {
  const later = { ...hi, background: true };

  test('is taken at once and made by itself', async () => {
    const { json } = house();
    const queued = await json('/v1/responses', { body: later });
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [], model: 'm' });
    const get = () => json(`/v1/responses/${queued.id}`);
    await expect.poll(async () => (await get()).status).toBe('completed');
    expect(await get()).toMatchObject({
      id: queued.id,
      background: true,
      output: [{ content: [{ text: 'Hello' }] }],
    });
    expect((await json(`/v1/responses/${queued.id}/input_items`)).data).toHaveLength(1);
  });

  test('streams its log, from the beginning and from any event', async () => {
    const { ask } = house();
    const text = await (await ask('/v1/responses', { body: { ...later, stream: true } })).text();
    const events = eventsOf(text);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, at) => at));
    expect(events.at(-1)).toMatchObject({ type: 'response.completed' });
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    const { id } = events[0].response;
    const replayed = await (await ask(`/v1/responses/${id}?stream=true&starting_after=2`)).text();
    expect(eventsOf(replayed)).toEqual(events.slice(3));
  });

  test('runs on when its client has left', async () => {
    const { ask, json, model } = house({ waits: true });
    const reply = await ask('/v1/responses', { body: { ...later, stream: true } });
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    const { id } = eventsOf(new TextDecoder().decode((await reader.read()).value))[0].response;
    await reader.cancel();
    const stepping = setInterval(() => model.step(), 1);
    await expect.poll(async () => (await json(`/v1/responses/${id}`)).status).toBe('completed');
    clearInterval(stepping);
    expect(model.aborted).toBe(0);
  });

  test('is cancelled while it runs, and twice is once', async () => {
    const { json, model } = house({ waits: true });
    const { id } = await json('/v1/responses', { body: later });
    await expect.poll(() => model.asked.length).toBe(1);
    const cancel = () => json(`/v1/responses/${id}/cancel`, { method: 'POST' });
    expect(await cancel()).toMatchObject({ id, status: 'cancelled' });
    await expect.poll(() => model.aborted).toBe(1);
    expect(await cancel()).toEqual(await json(`/v1/responses/${id}`));
  });

  test('is cancelled before it runs, and its log is whole', async () => {
    const { ask, json, model } = house({ waits: true, backgroundAtOnce: 1 });
    await json('/v1/responses', { body: later });
    await expect.poll(() => model.asked.length).toBe(1);
    const { id } = await json('/v1/responses', { body: later });
    const cancelled = await json(`/v1/responses/${id}/cancel`, { method: 'POST' });
    expect(cancelled).toMatchObject({ status: 'cancelled' });
    const events = eventsOf(await (await ask(`/v1/responses/${id}?stream=true`)).text());
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.queued',
      'response.in_progress',
      'response.failed',
    ]);
    model.step();
  });

  test('that has ended is not cancelled, and one that is waited for neither', async () => {
    const { ask, json } = house();
    const { id } = await json('/v1/responses', { body: later });
    await expect.poll(async () => (await json(`/v1/responses/${id}`)).status).toBe('completed');
    expect(await json(`/v1/responses/${id}/cancel`, { method: 'POST' })).toMatchObject({
      status: 'completed',
    });
    const foreground = await json('/v1/responses', { body: hi });
    const reply = await ask(`/v1/responses/${foreground.id}/cancel`, { method: 'POST' });
    expect(reply.status).toBe(400);
  });

  test('that fails says why', async () => {
    const { ask, json } = house();
    const body = { ...later, tools: [{ type: 'no_such_tool' }] };
    const { id } = await json('/v1/responses', { body });
    await expect.poll(async () => (await json(`/v1/responses/${id}`)).status).toBe('failed');
    const response = await json(`/v1/responses/${id}`);
    expect(response.error.message).toContain('no_such_tool');
    const text = await (await ask(`/v1/responses/${id}?stream=true`)).text();
    expect(eventsOf(text).map(({ type }) => type)).toEqual([
      'response.created',
      'response.queued',
      'response.in_progress',
      'error',
      'response.failed',
    ]);
  });

  test('waits for another turn of its conversation', async () => {
    const { json } = house();
    const { id } = await json('/v1/conversations', { body: {} });
    const queued = await Promise.all(
      [1, 2, 3].map(() => json('/v1/responses', { body: { ...later, conversation: id } })),
    );
    for (const response of queued) {
      await expect
        .poll(async () => (await json(`/v1/responses/${response.id}`)).status, { timeout: 10_000 })
        .toBe('completed');
    }
    const { data } = await json(`/v1/conversations/${id}/items?order=asc`);
    expect(data.map(({ role }: Json) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
  });

  test('belongs to its tenant, goes on and is gone on from, and is part of a conversation', async () => {
    const { ask, json } = house();
    const conversation = await json('/v1/conversations', { body: {} });
    const { id } = await json('/v1/responses', {
      body: { ...later, conversation: conversation.id },
    });
    await expect.poll(async () => (await json(`/v1/responses/${id}`)).status).toBe('completed');
    expect((await ask(`/v1/responses/${id}`, { tenant: 'eve' })).status).toBe(404);
    expect((await json(`/v1/conversations/${conversation.id}/items`)).data).toHaveLength(2);
    const next = await json('/v1/responses', { body: { ...later, previous_response_id: id } });
    await expect
      .poll(async () => (await json(`/v1/responses/${next.id}`)).status)
      .toBe('completed');
  });
});

test('a response by a prompt has its text as instructions, and says which version', async () => {
  const { json, model } = house();
  const prompt = await json('/v1/prompts', { body: { prompt: 'Speak {{language}}.' } });
  const response = await json('/v1/responses', {
    body: { ...hi, prompt: { id: prompt.id, variables: { language: 'French' } } },
  });
  expect(response.prompt).toEqual({
    id: prompt.id,
    version: '1',
    variables: { language: 'French' },
  });
  expect(lastAsked(model)[0]).toMatchObject({
    role: 'system',
    content: 'Speak French.',
  });
});

test.each([
  [{ conversation: 'conv_1', previous_response_id: 'resp_1' }, 'mutually_exclusive_parameters'],
  [{ prompt: { id: 'p' }, instructions: 'x' }, 'mutually_exclusive_parameters'],
  [{ background: true, store: false }, 'unsupported_parameter'],
  [{ background: true, previous_response_id: 'resp_1' }, 'previous_response_not_found'],
  [{ store: 'yes' }, 'invalid_type'],
])('is refused: %j', async (members, code) => {
  const { ask } = house();
  const reply = await ask('/v1/responses', { body: { ...hi, ...members } });
  expect([reply.status, ((await reply.json()) as Json).error.code]).toEqual([400, code]);
});

test.each(['/v1/responses/input_tokens', '/v1/responses/compact'])(
  '%s refuses members that exclude each other, too',
  async (path) => {
    const { json } = house();
    const { id: conversation } = await json('/v1/conversations', { body: {} });
    const { id: prompt } = await json('/v1/prompts', { body: { prompt: 'Be brief.' } });
    const { id: previous_response_id } = await json('/v1/responses', { body: hi });
    for (const [members, param] of [
      [{ conversation, previous_response_id }, 'conversation'],
      [{ prompt: { id: prompt }, instructions: 'x' }, 'prompt'],
    ] as const) {
      const { error } = await json(path, { body: { ...hi, ...members } });
      expect(error).toMatchObject({ code: 'mutually_exclusive_parameters', param });
    }
  },
);

test.each([
  [{ conversation: 'conv_1' }, 'Conversation', 'conversation'],
  [{ conversation: { id: 'conv_1' }, store: false }, 'Conversation', 'conversation'],
  [{ conversation: 'conv_1', background: true }, 'Conversation', 'conversation'],
  [{ prompt: { id: 'conv_1' } }, 'Prompt', 'prompt.id'],
  [{ prompt: { id: 'conv_1', version: '1' } }, 'Prompt', 'prompt.id'],
])('what is not there is told by its place in the request: %j', async (members, what, param) => {
  const { json } = house();
  const message = `${what} with id 'conv_1' not found.`;
  for (const path of ['/v1/responses', '/v1/responses/input_tokens']) {
    const { error } = await json(path, { body: { ...hi, ...members } });
    expect(error).toMatchObject({ code: 'not_found', message, param });
  }
});

test.each([false, true])(
  'a hook in front decides what is kept: background %s',
  async (background) => {
    const store = createMemoryStore();
    const redactor: Hooks = {
      name: 'redactor',
      priority: -2_000,
      wrapRun: (ctx, next) =>
        next(
          (ctx.request as Payload<object> as typeof ctx.request).with({ input: '***' } as never),
        ),
    };
    const { json, model } = house({ store, use: [redactor] });
    const { id } = await json('/v1/responses', { body: { ...hi, input: 'secret', background } });
    await expect.poll(async () => (await json(`/v1/responses/${id}`)).status).toBe('completed');
    const { data } = await json(`/v1/responses/${id}/input_items`);
    expect(data[0].content[0].text).toBe('***');
    const kept = await Promise.all(
      ['response', 'item', 'job'].map((kind) => store.listOlder(kind, Date.now() + 1, 10)),
    );
    expect(JSON.stringify([kept, model.asked])).not.toContain('secret');
  },
);

describe('a store that is not there', () => {
  function failing(): StateStore & { isBack: boolean } {
    const store = createMemoryStore();
    const state = { isBack: false };
    return new Proxy(store as StateStore & { isBack: boolean }, {
      get(target, name) {
        if (name === 'isBack') return state.isBack;
        if (state.isBack || name === 'close' || name === 'subscribe') return target[name as 'get'];
        return () => Promise.reject(new Error('connect ECONNREFUSED'));
      },
      set(_target, _name, value) {
        state.isBack = value;
        return true;
      },
    });
  }

  test('is told where it is needed, and nothing else stops', async () => {
    const store = failing();
    const { ask, json } = house({ store });
    for (const [path, body] of [
      ['/v1/responses', hi],
      ['/v1/responses', { ...hi, background: true }],
      ['/v1/conversations', {}],
    ] as const) {
      const reply = await ask(path, { body });
      expect([reply.status, ((await reply.json()) as Json).error.code]).toEqual([
        503,
        'unavailable',
      ]);
    }
    expect((await ask('/v1/responses/resp_1')).status).toBe(503);
    expect((await ask('/v1/responses', { body: { ...hi, store: false } })).status).toBe(200);
    expect((await ask('/health')).status).toBe(200);
    store.isBack = true;
    const { id } = await json('/v1/responses', { body: hi });
    expect((await ask(`/v1/responses/${id}`)).status).toBe(200);
  });
});
