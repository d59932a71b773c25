import { describe, expect, test } from 'vitest';
import {
  completion,
  deltaChunk,
  doneFrame,
  eventFrame,
  finishChunk,
  frameByFrame,
  jsonReply,
  roleChunk,
  streamOf,
  streamReply,
  textChunk,
  usageChunk,
} from '../../__fixtures__/chat-wire.ts';
import { nextText, piecesOf, readTale, textOfReply } from '../../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../../__fixtures__/records.ts';
import { gatewayRequest } from '../../__fixtures__/requests.ts';
import {
  framesOfEvents,
  messageItem,
  numbered,
  textEvents,
  textOfEvents,
  upstreamResponse,
} from '../../__fixtures__/responses-wire.ts';
import {
  type ScriptedProvider,
  type Step,
  scriptedProvider,
} from '../../__fixtures__/scripted-provider.ts';
import { apiKeys } from '../api-keys.ts';
import type { Answer } from '../context.ts';
import { UpstreamError } from '../errors.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts';
import { type ChunkTransform, type Hooks, perStream } from '../hooks.ts';
import { payloadFromBytes } from '../payload.ts';

type Members = Record<string, unknown>;

const native = { capabilities: { apis: ['responses', 'compact', 'input_tokens'] as const } };

const speaksChat = (steps: Step | readonly Step[], id = 'chatter') => scriptedProvider(id, steps);
const speaksResponses = (steps: Step | readonly Step[], id = 'native') =>
  scriptedProvider(id, steps, native);

function gatewayWith(provider: ScriptedProvider, options: Partial<GatewayOptions> = {}): Gateway {
  return createGateway({ providers: [provider], logger: recordLog(), ...options });
}

async function post(
  gateway: Gateway,
  members: Members,
  { path = '/v1/responses', key = '' }: { path?: string; key?: string } = {},
) {
  const body = { model: 'm', ...members };
  const headers = key ? { authorization: `Bearer ${key}` } : {};
  const reply = await gateway.handle(gatewayRequest('POST', path, { body, headers }));
  const text = await textOfReply(reply);
  const isStream = text.startsWith('event:') || text.startsWith(':');
  const json = (isStream ? {} : JSON.parse(text)) as Members & { error?: Members };
  return { status: reply.status, headers: Object.fromEntries(reply.headers), text, json };
}

const typesOf = (text: string) => readTale(text).events.map(({ type }) => type);

describe('a response on an upstream that speaks chat', () => {
  test('is asked in chat and told as a response, streamed and not alike', async () => {
    const steps = [jsonReply(completion('Hello')), frameByFrame(streamOf('Hel', 'lo'))];
    const provider = speaksChat(steps);
    const gateway = gatewayWith(provider);
    const asked = { input: 'hi', instructions: 'Be brief.', temperature: 0.5 };
    const { json } = await post(gateway, asked);
    const { text } = await post(gateway, { ...asked, stream: true });
    expect(provider.calls[0]).toMatchObject({
      api: 'chat',
      body: {
        model: 'm',
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'hi' },
        ],
        temperature: 0.5,
      },
    });
    expect(provider.calls[1]?.body).toMatchObject({ stream_options: { include_usage: true } });
    const streamed = readTale(text).events.at(-1)?.response as Members;
    const withoutIdentity = ({ id, created_at, completed_at, output, ...rest }: Members) => ({
      ...rest,
      output: (output as Members[]).map(({ id: _, ...item }) => item),
    });
    expect(withoutIdentity(streamed)).toStrictEqual(withoutIdentity(json));
    expect(json).toMatchObject({
      status: 'completed',
      usage: { input_tokens: 7 },
      temperature: 0.5,
    });
    expect(readTale(text).isDone).toBe(true);
  });

  test('opens its stream at the first sign of life, before there is content', async () => {
    const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
    const reads = (async function* () {
      yield [eventFrame(roleChunk())];
      await later;
      yield [textChunk('late'), finishChunk(), usageChunk()].map((chunk) => eventFrame(chunk));
      yield [doneFrame];
    })();
    const gateway = gatewayWith(
      speaksChat(streamReply(reads, { 'x-ratelimit-limit-tokens': '9' })),
      {
        use: [{ name: 'head', onResponse: () => ({ headers: [['x-mine', '1']] }) }],
      },
    );
    const body = { model: 'm', input: 'hi', stream: true };
    const reply = await gateway.handle(gatewayRequest('POST', '/v1/responses', { body }));
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'x-mine': '1',
      'x-ratelimit-limit-tokens': '9',
    });
    const pieces = piecesOf(reply);
    expect(typesOf((await nextText(pieces)) ?? '')).toEqual([
      'response.created',
      'response.in_progress',
    ]);
    goOn();
    const rest = [];
    for (let text = await nextText(pieces); text; text = await nextText(pieces)) rest.push(text);
    expect(typesOf(rest.join(''))).toEqual([
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  test('a stream that was opened still gets its content from the next target, once', async () => {
    const dies = speaksChat(frameByFrame([eventFrame(roleChunk())]), 'dies');
    const lives = speaksChat(frameByFrame(streamOf('here')), 'lives');
    const gateway = createGateway({
      providers: [dies, lives],
      models: { m: ['dies/a', 'lives/b'] },
      retry: { maxAttemptsPerTarget: 1 },
    });
    const { text } = await post(gateway, { input: 'hi', stream: true });
    expect(typesOf(text).filter((type) => type === 'response.created')).toHaveLength(1);
    expect(typesOf(text).at(-1)).toBe('response.completed');
    expect(text).toContain('"text":"here"');
  });

  test('a stream that was opened stays one response where a native target gives the content', async () => {
    const dies = speaksChat(frameByFrame([eventFrame(roleChunk())]), 'dies');
    const native = speaksResponses(frameByFrame(framesOfEvents(textEvents('Hel', 'lo'))), 'native');
    const gateway = createGateway({
      providers: [dies, native],
      models: { m: ['dies/a', 'native/b'] },
      retry: { maxAttemptsPerTarget: 1 },
    });
    const { events } = readTale((await post(gateway, { input: 'hi', stream: true })).text);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, n) => n));
    const ids = events.flatMap(({ response }) => (response ? [(response as Members).id] : []));
    expect(new Set(ids).size).toBe(1);
    expect(events.at(-1)?.response).toMatchObject({ output: [{ content: [{ text: 'Hello' }] }] });
  });

  test.each([{}, { choices: null }, { choices: [] }, { detail: 'x' }])(
    'a completion that is none (%j) is a failure, and the next target is asked',
    async (body) => {
      const gateway = createGateway({
        providers: [speaksChat(jsonReply(body), 'a'), speaksChat(jsonReply(completion('b')), 'b')],
        models: { m: ['a/m', 'b/m'] },
        retry: { maxAttemptsPerTarget: 1 },
      });
      const { json } = await post(gateway, { input: 'hi' });
      expect(json.output).toMatchObject([{ content: [{ text: 'b' }] }]);
    },
  );

  test('a refusal before any sign of life keeps its status', async () => {
    const refusal = new UpstreamError('Slow down.', { provider: 'chatter', upstreamStatus: 429 });
    const gateway = gatewayWith(speaksChat(refusal), { retry: { maxAttempts: 1 } });
    const { status, json } = await post(gateway, { input: 'hi', stream: true });
    expect([status, json.error?.message]).toEqual([429, 'Slow down.']);
  });

  test('a stream that breaks off ends with an error, response.failed and [DONE]', async () => {
    const frames = streamOf('Hel', 'lo').slice(0, 2);
    const { text } = await post(gatewayWith(speaksChat(frameByFrame(frames))), {
      input: 'hi',
      stream: true,
    });
    const { events, isDone } = readTale(text);
    expect(isDone).toBe(true);
    expect(events.slice(-2)).toMatchObject([
      { type: 'error', error: { code: 'upstream_incomplete' } },
      {
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'upstream_incomplete' } },
      },
    ]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, n) => n));
  });

  test('a call that the request forbids is dropped with a warning, and nothing left is a model error', async () => {
    const call = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'b', arguments: '{}' },
    };
    const chunks = [roleChunk(), deltaChunk({ tool_calls: [call] }), finishChunk(0, 'tool_calls')];
    const frames = [...chunks.map((chunk) => eventFrame(chunk)), doneFrame];
    const watcher = recordEvents();
    const gateway = gatewayWith(
      speaksChat(() => frameByFrame(frames)),
      { use: [watcher] },
    );
    const asked = {
      input: 'hi',
      tools: [
        { type: 'function', name: 'a' },
        { type: 'function', name: 'b' },
      ],
      tool_choice: { type: 'allowed_tools', tools: [{ type: 'function', name: 'a' }] },
    };
    const { text } = await post(gateway, { ...asked, stream: true });
    expect(readTale(text).events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { error: { code: 'model_error' }, output: [] },
    });
    const whole = await post(gateway, asked);
    expect([whole.status, whole.json.error?.code]).toEqual([500, 'model_error']);
    expect(watcher.events.filter(({ type }) => type === 'warning')).toHaveLength(2);
  });

  test('chunk hooks see its deltas, and what they hide stands nowhere', async () => {
    const gateway = gatewayWith(speaksChat(frameByFrame(streamOf('my se', 'cr', 'et!'))), {
      use: [{ name: 'redactor', onChunk: perStream(() => hideWord('secret')) }],
    });
    const { text } = await post(gateway, { input: 'hi', stream: true });
    expect(text).not.toContain('secret');
    const { response } = readTale(text).events.at(-1) as { response: Members };
    expect(response.output).toMatchObject([{ content: [{ text: 'my ******!' }] }]);
  });
});

/** Holds all text of a stream back until its end. */
function hideWord(word: string): ChunkTransform {
  let held: { delta: string } | undefined;
  return {
    push(event) {
      if (!('type' in event) || event.type !== 'response.output_text.delta')
        return [event as never];
      const { delta } = event as unknown as { delta: string };
      held = { ...(event as object), delta: (held?.delta ?? '') + delta };
      return [];
    },
    end: () =>
      held
        ? [{ ...held, delta: held.delta.replaceAll(word, '*'.repeat(word.length)) } as never]
        : [],
  };
}

describe('a response on an upstream that speaks Responses', () => {
  test('goes up as it came but for its model, and without anything kept up there', async () => {
    const provider = speaksResponses(jsonReply(upstreamResponse()));
    const gateway = gatewayWith(provider, { models: { m: 'native/real' } });
    const body =
      '{"model":"m", "input":[ {"type":"acme:thing","big":12345678901234567890} ],"top_p":1.0}';
    const reply = await gateway.handle(gatewayRequest('POST', '/v1/responses', { body }));
    expect(provider.calls[0]?.text).toBe(
      '{"model":"real", "input":[ {"type":"acme:thing","big":12345678901234567890} ],"top_p":1.0,"store":false}',
    );
    expect(JSON.parse(await textOfReply(reply))).toMatchObject({
      ...upstreamResponse(),
      store: true,
    });
  });

  test.each([
    ['tools', '[{"type":"file_search","vector_store_ids":["vs_theirs"],"vector_store_ids":[]}]'],
    ['input', '[{"type":"message","role":"user","content":[{"type":"input_file","FILE_ID":"f"}]}]'],
    ['tools', '[{"type":"function","name":"f","parameters":{},"Container":"c"}]'],
  ])('what two readers could read differently in %s is refused', async (member, value) => {
    const gateway = gatewayWith(speaksResponses(jsonReply(upstreamResponse())));
    const body = `{"model":"m","${member}":${value}}`;
    const reply = await gateway.handle(gatewayRequest('POST', '/v1/responses', { body }));
    expect(JSON.parse(await textOfReply(reply)).error).toMatchObject({
      code: 'ambiguous_parameter',
      param: member,
    });
  });

  test('a schema may name its properties as it likes', async () => {
    const gateway = gatewayWith(speaksResponses(jsonReply(upstreamResponse())));
    const parameters = { type: 'object', properties: { ID: {}, Type: { Container: {} } } };
    const tools = [
      { type: 'function', name: 'f', parameters },
      { type: 'function', name: 'g' },
    ];
    expect((await post(gateway, { input: 'hi', tools })).status).toBe(200);
  });

  test('its stream passes byte for byte but for snapshots, and ends with [DONE]', async () => {
    const events = textEvents('Hel', 'lo');
    const gateway = gatewayWith(speaksResponses(frameByFrame(framesOfEvents(events))));
    const { text } = await post(gateway, { input: 'hi', stream: true });
    const inner = textOfEvents(events.filter((event) => !('response' in event)));
    expect(text).toContain(inner);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(text.match(/"store":true/g)).toHaveLength(3);
  });

  test('its preamble waits for content, so that a failure can go to the next target', async () => {
    const failed = upstreamResponse({
      status: 'failed',
      output: [],
      error: { code: 'server_error', message: 'Broken' },
    });
    const events = [
      ...textEvents('x').slice(0, 2),
      { type: 'response.failed', sequence_number: 2, response: failed },
    ];
    const broken = speaksResponses(frameByFrame(framesOfEvents(events)), 'broken');
    const whole = speaksResponses(frameByFrame(framesOfEvents(textEvents('fine'))), 'whole');
    const gateway = createGateway({
      providers: [broken, whole],
      models: { m: ['broken/a', 'whole/b'] },
      retry: { maxAttemptsPerTarget: 1 },
    });
    const { text } = await post(gateway, { input: 'hi', stream: true });
    expect(text).not.toContain('Broken');
    expect(typesOf(text).at(-1)).toBe('response.completed');
  });

  test('a cut after content gets the error and response.failed that it lacks', async () => {
    const frames = framesOfEvents(textEvents('Hel', 'lo')).slice(0, 5);
    const { text } = await post(gatewayWith(speaksResponses(frameByFrame(frames))), {
      input: 'hi',
      stream: true,
    });
    expect(typesOf(text).slice(-2)).toEqual(['error', 'response.failed']);
    expect(readTale(text).isDone).toBe(true);
  });

  test.each([
    ['no output', { detail: 'x' }],
    ['an output that is no list', upstreamResponse({ output: null })],
    ['a status that is no end', upstreamResponse({ status: 'in_progress' })],
    [
      'a failure beside an output',
      upstreamResponse({ status: 'failed', error: { code: 'x', message: 'GPU died' } }),
    ],
  ])('a whole answer with %s is a failure, for either client', async (_, body) => {
    const options = { retry: { maxAttempts: 1 } };
    for (const stream of [false, true]) {
      const gateway = gatewayWith(speaksResponses(jsonReply(body)), options);
      const { status } = await post(gateway, { input: 'hi', stream });
      expect(status).toBe(502);
      const messages = [{ role: 'user', content: 'hi' }];
      const path = '/v1/chat/completions';
      expect((await post(gateway, { messages, stream }, { path })).status).toBe(502);
    }
  });

  test('names that every object has are no events, items or reasons', async () => {
    const events = textEvents('Hello');
    const odd = [{ type: '__proto__' }, { type: 'constructor', item_id: 'msg_up' }];
    const frames = framesOfEvents([...events.slice(0, 5), ...odd, ...events.slice(5)]);
    for (const use of [[], [{ name: 'hook', onChunk: () => undefined }]]) {
      const gateway = gatewayWith(speaksResponses(frameByFrame(frames)), { use });
      const { text } = await post(gateway, { input: 'hi', stream: true });
      expect(readTale(text).events.at(-1)?.type).toBe('response.completed');
    }
  });

  test('text that a part begins with is not lost on the way through a hook', async () => {
    const [created, begun, added, part, ...rest] = textEvents('lo');
    const withText = { ...part, part: { type: 'output_text', text: 'Hel', annotations: [] } };
    const frames = framesOfEvents([created, begun, added, withText, ...rest] as Members[]);
    const use = [{ name: 'hook', onChunk: () => undefined }];
    const gateway = gatewayWith(speaksResponses(frameByFrame(frames)), { use });
    const { text } = await post(gateway, { input: 'hi', stream: true });
    expect(readTale(text).events.at(-1)?.response).toMatchObject({
      output: [{ content: [{ text: 'Hello' }] }],
    });
  });

  test('a hook that ends the response ends the stream once', async () => {
    const provider = speaksResponses(frameByFrame(framesOfEvents(textEvents('a', 'b', 'c'))));
    const onChunk = () => ({ type: 'response.completed', response: {} }) as never;
    const gateway = gatewayWith(provider, { use: [{ name: 'ender', onChunk }] });
    const { text } = await post(gateway, { input: 'hi', stream: true });
    expect(text.match(/\[DONE\]/g)).toHaveLength(1);
  });

  test('a stateless hook does not hold the ends of items back, one with state does', async () => {
    const order = async (onChunk: NonNullable<GatewayOptions['use']>[number]['onChunk']) => {
      const events = textEvents('Hello');
      const provider = speaksResponses(frameByFrame(framesOfEvents(events)));
      const use = onChunk ? [{ name: 'hook', onChunk }] : [];
      return (await post(gatewayWith(provider, { use }), { input: 'hi', stream: true })).text;
    };
    const plain = await order(undefined);
    expect(typesOf(await order(() => undefined))).toEqual(typesOf(plain));
    expect(typesOf(await order(perStream(() => hideWord('x'))))).toEqual(typesOf(plain));
  });

  test('a hook that changes nothing leaves the head of the stream as the upstream told it', async () => {
    const events = textEvents('Hello');
    const headWith = async (use: NonNullable<GatewayOptions['use']>) => {
      const provider = speaksResponses(frameByFrame(framesOfEvents(events)));
      const { text } = await post(gatewayWith(provider, { use }), { input: 'hi', stream: true });
      return readTale(text)
        .events.slice(0, 2)
        .map(({ response }) => response);
    };
    const onChunk = perStream(() => ({ push: (event) => [event], end: () => [] }));
    const plain = await headWith([]);
    const [created] = await headWith([{ name: 'hook', onChunk }]);
    expect(created).toMatchObject({ ...(plain[0] as object), output: [] });
    expect(created).toMatchObject({
      id: 'resp_up',
      model: 'upstream-model',
      created_at: 1700000000,
    });
  });

  test.each([{}, { store: false }])(
    'reasoning that a continuation needs is asked for where the response can be continued: %j',
    async (members) => {
      const provider = speaksResponses(jsonReply(upstreamResponse()));
      await post(gatewayWith(provider), { input: 'hi', reasoning: { effort: 'low' }, ...members });
      const { include } = provider.calls[0]?.body ?? {};
      expect(include).toEqual('store' in members ? undefined : ['reasoning.encrypted_content']);
    },
  );

  test('opaque reasoning is named after its maker where there is another provider, and goes back there alone', async () => {
    const reasoning = {
      id: 'rs_1',
      type: 'reasoning',
      summary: [],
      encrypted_content: 'made-by-a',
    };
    const reply = () => jsonReply(upstreamResponse({ output: [reasoning, messageItem('Hi')] }));
    const a = speaksResponses(reply, 'a');
    const b = speaksResponses(reply, 'b');
    const watcher = recordEvents();
    const gateway = createGateway({ providers: [a, b], use: [watcher] });
    const asked = { input: 'hi', store: false, include: ['reasoning.encrypted_content'] };
    const { json } = await post(gateway, { ...asked, model: 'a/m' });
    const output = json.output as Members[];
    expect(output[0]?.encrypted_content).not.toBe('made-by-a');
    const next = { ...asked, input: [...output, { role: 'user', content: 'go on' }] };
    await post(gateway, { ...next, model: 'a/m' });
    await post(gateway, { ...next, model: 'b/m' });
    expect(a.calls[1]?.body.input).toMatchObject([{ encrypted_content: 'made-by-a' }, {}, {}]);
    expect(((b.calls[0]?.body.input ?? []) as Members[]).map(({ type }) => type)).toEqual([
      'message',
      undefined,
    ]);
    expect(watcher.events.filter(({ type }) => type === 'warning')).toHaveLength(1);
  });
});

describe('a provider that says only what its upstream told', () => {
  const item = {
    id: 'msg_1',
    type: 'message',
    status: 'in_progress',
    role: 'assistant',
    content: [],
  };
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
  const drafts: readonly Members[] = [
    { type: 'response.created', response: { model: 'real' } },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.output_text.delta', ...place, delta: 'Hi' },
    { type: 'response.output_item.done', output_index: 0, item: { id: 'msg_1' } },
    { type: 'response.completed', response: { usage } },
  ];
  const telling = () =>
    speaksResponses(({ stream }) =>
      stream
        ? { ...frameByFrame(drafts.map((event) => eventFrame(event))), isDraft: true }
        : { ...jsonReply({ model: 'real', output: [messageItem('Hi')], usage }), isDraft: true },
    );

  test('gets a whole stream and a whole response made of it', async () => {
    const gateway = gatewayWith(telling());
    const { text } = await post(gateway, { input: 'hi', stream: true });
    const streamed = readTale(text).events.at(-1)?.response as Members;
    const { json } = await post(gateway, { input: 'hi' });
    for (const response of [streamed, json]) {
      expect(response).toMatchObject({
        model: 'real',
        status: 'completed',
        output: [{ type: 'message', status: 'completed', content: [{ text: 'Hi' }] }],
        usage,
      });
      expect(response.id).toMatch(/^resp_/);
    }
    expect(typesOf(text)).toContain('response.content_part.done');
  });

  test('whole, told as a stream, is a whole stream', async () => {
    const draft = { model: 'real', output: [messageItem('Hi')], usage };
    const gateway = gatewayWith(speaksResponses({ ...jsonReply(draft), isDraft: true }));
    const { text } = await post(gateway, { input: 'hi', stream: true });
    const { events } = readTale(text);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, n) => n));
    expect(typesOf(text)).toEqual(
      expect.arrayContaining(['response.in_progress', 'response.output_text.done']),
    );
    expect(events.at(-1)?.response).toMatchObject({
      usage: { ...usage, input_tokens_details: { cached_tokens: 0 } },
    });
  });

  test('an answer that a hook has kept is told to either client, whoever it was made for', async () => {
    let kept: Answer | undefined;
    const cache: Hooks = {
      name: 'cache',
      async wrapRun(_ctx, next) {
        kept ??= await next();
        return kept;
      },
    };
    const streams = frameByFrame(framesOfEvents(textEvents('Hel', 'lo')));
    const gateway = gatewayWith(speaksResponses(streams), { use: [cache] });
    const { json } = await post(gateway, { input: 'hi' });
    const { text } = await post(gateway, { input: 'hi', stream: true });
    expect(json.output).toMatchObject([{ content: [{ text: 'Hello' }] }]);
    const { events } = readTale(text);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, n) => n));
  });

  test('is collected for a client that wants JSON, and converted for one that speaks chat', async () => {
    const streams = { ...frameByFrame(drafts.map((event) => eventFrame(event))), isDraft: true };
    const collected = await post(gatewayWith(speaksResponses(streams)), { input: 'hi' });
    expect(collected.json.output).toMatchObject([{ content: [{ text: 'Hi' }] }]);
    const messages = [{ role: 'user', content: 'hi' }];
    const path = '/v1/chat/completions';
    const { json } = await post(gatewayWith(telling()), { messages }, { path });
    expect(json).toMatchObject({
      choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }],
    });
  });
});

describe('chat on an upstream that speaks Responses', () => {
  test('is asked in Responses and told as chat, streamed and not', async () => {
    const steps = [
      jsonReply(upstreamResponse()),
      frameByFrame(framesOfEvents(textEvents('Hel', 'lo'))),
    ];
    const provider = speaksResponses(steps);
    const gateway = gatewayWith(provider);
    const asked = { messages: [{ role: 'user', content: 'hi' }] };
    const path = '/v1/chat/completions';
    const { json } = await post(gateway, asked, { path });
    expect(json).toMatchObject({
      object: 'chat.completion',
      model: 'upstream-model',
      choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 3 },
    });
    expect(provider.calls[0]).toMatchObject({
      api: 'responses',
      body: { store: false, model: 'm' },
    });
    const body = { ...asked, model: 'm', stream: true };
    const reply = await gateway.handle(gatewayRequest('POST', path, { body }));
    const tale = readTale(await textOfReply(reply));
    expect([tale.text, tale.isDone]).toEqual(['Hello', true]);
    expect(tale.events.some(({ usage }) => usage)).toBe(false);
  });

  test('a stream that says it is done without its terminal event has not ended', async () => {
    const frames = [...framesOfEvents(textEvents('Hel').slice(0, 5)), doneFrame];
    const gateway = gatewayWith(speaksResponses(frameByFrame(frames)));
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }], stream: true };
    const reply = await gateway.handle(gatewayRequest('POST', '/v1/chat/completions', { body }));
    const tale = readTale(await textOfReply(reply));
    expect(tale).toMatchObject({
      text: 'Hel',
      isDone: false,
      error: { code: 'upstream_incomplete' },
    });
  });

  test('a failure inside the stream is told as chat tells it', async () => {
    const frames = framesOfEvents([
      ...textEvents('Hel').slice(0, 5),
      {
        type: 'error',
        sequence_number: 5,
        error: { type: 'server_error', code: 'oops', message: 'Broken' },
      },
    ]);
    const gateway = gatewayWith(speaksResponses(frameByFrame(frames)));
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }], stream: true };
    const reply = await gateway.handle(gatewayRequest('POST', '/v1/chat/completions', { body }));
    const tale = readTale(await textOfReply(reply));
    expect(tale).toMatchObject({
      text: 'Hel',
      isDone: false,
      error: { message: 'Broken', code: 'oops' },
    });
  });
});

describe('what a response stands on', () => {
  const saying = (...texts: string[]) => {
    const steps = texts.map((text) => jsonReply(completion(text)));
    return speaksChat(steps);
  };

  test('a continuation sends all that was said, and not the old instructions', async () => {
    const provider = saying('one', 'two');
    const gateway = gatewayWith(provider);
    const { json } = await post(gateway, { input: 'first', instructions: 'Old.' });
    const next = await post(gateway, {
      input: 'second',
      instructions: 'New.',
      previous_response_id: json.id,
    });
    expect(provider.calls[1]?.body.messages).toEqual([
      { role: 'system', content: 'New.' },
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'one' },
      { role: 'user', content: 'second' },
    ]);
    expect(next.json.previous_response_id).toBe(json.id);
  });

  test('a streamed response can be continued as soon as its end has been read', async () => {
    const provider = speaksChat([frameByFrame(streamOf('one')), jsonReply(completion('two'))]);
    const gateway = gatewayWith(provider);
    const { text } = await post(gateway, { input: 'first', stream: true });
    const { response } = readTale(text).events.at(-1) as { response: Members };
    const { status } = await post(gateway, { input: 'second', previous_response_id: response.id });
    expect(status).toBe(200);
    expect(provider.calls[1]?.body.messages).toHaveLength(3);
  });

  test.each([
    ['one that was not stored', { store: false }, 'a'],
    ["another tenant's", {}, 'b'],
  ])('%s is answered like one that never was', async (_, members, tenant) => {
    const gateway = gatewayWith(saying('one', 'two'), {
      use: [apiKeys({ 'sk-a': 'a', 'sk-b': 'b' })],
    });
    const { json } = await post(gateway, { input: 'first', ...members }, { key: 'sk-a' });
    const asked = (id: unknown) =>
      post(gateway, { input: 'x', previous_response_id: id }, { key: `sk-${tenant}` });
    const missing = await asked('resp_never');
    const refused = await asked(json.id);
    expect(refused.status).toBe(400);
    expect(refused.text.replaceAll(String(json.id), 'ID')).toBe(
      missing.text.replaceAll('resp_never', 'ID'),
    );
    expect(refused.json.error).toMatchObject({
      code: 'previous_response_not_found',
      param: 'previous_response_id',
    });
  });

  test('is what the client was given, with what only its maker can read', async () => {
    const reasoning = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'opaque' };
    const whole = upstreamResponse({ output: [reasoning, messageItem('a secret')] });
    const provider = speaksResponses(jsonReply(whole));
    const redactor: Hooks = {
      name: 'redactor',
      onResponse: (_ctx, { body }) => {
        const text = new TextDecoder().decode(body?.bytes()).replaceAll('secret', '******');
        return { body: payloadFromBytes(new TextEncoder().encode(text)) };
      },
    };
    const gateway = gatewayWith(provider, { use: [redactor] });
    const { json } = await post(gateway, { input: 'first' });
    await post(gateway, { input: 'second', previous_response_id: json.id });
    expect(provider.calls[1]?.body.input).toMatchObject([
      { content: 'first' },
      { encrypted_content: 'opaque' },
      { content: [{ text: 'a ******' }] },
      { content: 'second' },
    ]);
  });

  test('a short request cannot name more than a body may hold', async () => {
    const gateway = gatewayWith(saying('x'.repeat(600)), { maxBodyBytes: 10_000 });
    const { json } = await post(gateway, { input: 'first' });
    const [item] = json.output as Members[];
    const input = Array.from({ length: 20 }, () => ({ type: 'item_reference', id: item?.id }));
    const { status, json: refused } = await post(gateway, { input });
    expect([status, refused.error?.param]).toEqual([413, 'input']);
  });

  test('a store that fails takes the continuation, not the answer', async () => {
    const log = recordLog();
    const broken = () => Promise.reject(new Error('disk full'));
    const store = { get: () => undefined, getItem: () => undefined, set: broken, delete: broken };
    for (const stream of [false, true]) {
      const reply = stream ? frameByFrame(streamOf('one')) : jsonReply(completion('one'));
      const gateway = gatewayWith(speaksChat(reply), { responses: { store }, logger: log });
      const { status, text } = await post(gateway, { input: 'hi', stream });
      expect([status, text.includes('"completed"')]).toEqual([200, true]);
    }
    expect(log.lines.map(({ message }) => message)).toEqual(
      Array(2).fill('A response could not be stored.'),
    );
  });

  test('an error about an item names its place in the client’s own input', async () => {
    const gateway = gatewayWith(saying('one'));
    const { json } = await post(gateway, { input: 'first' });
    const input = [{ role: 'user', content: 'x' }, { type: 'acme:thing' }];
    const { json: refused } = await post(gateway, { input, previous_response_id: json.id });
    expect(refused.error).toMatchObject({ code: 'unsupported_parameter', param: 'input[1].type' });
  });

  test('the output of a call that nobody made is refused', async () => {
    const input = [{ type: 'function_call_output', call_id: 'call_x', output: '1' }];
    const { status, json } = await post(gatewayWith(saying('one')), { input });
    expect([status, json.error?.param]).toEqual([400, 'input[0].call_id']);
  });
});

describe('beside /v1/responses', () => {
  test('tokens are counted by the upstream that can, else estimated and marked so', async () => {
    const counted = { object: 'response.input_tokens', input_tokens: 42 };
    const path = '/v1/responses/input_tokens';
    const upstream = await post(
      gatewayWith(speaksResponses(jsonReply(counted))),
      { input: 'hi' },
      { path },
    );
    expect([upstream.json, upstream.headers['x-gw-estimated']]).toEqual([counted, undefined]);
    const asked = { input: 'x'.repeat(40) };
    const estimated = await post(gatewayWith(speaksChat(jsonReply({}))), asked, { path });
    expect([estimated.json.input_tokens, estimated.headers['x-gw-estimated']]).toEqual([
      10,
      'true',
    ]);
    const own = gatewayWith(speaksChat(jsonReply({})), {
      responses: { countInputTokens: () => 7 },
    });
    expect((await post(own, asked, { path })).json.input_tokens).toBe(7);
  });

  test('counting costs nothing', async () => {
    const watcher = recordEvents();
    const counted = jsonReply({ object: 'response.input_tokens', input_tokens: 42 });
    const gateway = gatewayWith(speaksResponses(counted), { use: [watcher] });
    await post(gateway, { input: 'hi' }, { path: '/v1/responses/input_tokens' });
    expect(watcher.settled).toMatchObject([{ outcome: 'completed', usage: undefined }]);
  });

  test('a compaction goes round through its client, for its tenant alone', async () => {
    const provider = speaksChat([
      jsonReply(completion('They like tea.')),
      jsonReply(completion('Tea it is.')),
    ]);
    const gateway = gatewayWith(provider, { use: [apiKeys({ 'sk-a': 'a', 'sk-b': 'b' })] });
    const path = '/v1/responses/compact';
    const { status, json } = await post(gateway, { input: 'I like tea' }, { path, key: 'sk-a' });
    expect([status, json.object]).toEqual([200, 'response.compaction']);
    const output = json.output as Members[];
    expect(JSON.stringify(output)).not.toContain('They like tea.');
    const input = [...output, { role: 'user', content: 'What do I like?' }];
    const next = await post(gateway, { input }, { key: 'sk-a' });
    expect(next.status).toBe(200);
    expect(JSON.stringify(provider.calls[1]?.body)).toContain('They like tea.');
    const foreign = await post(gateway, { input }, { key: 'sk-b' });
    const changed = output.map((item) =>
      item.type === 'compaction'
        ? { ...item, encrypted_content: `${item.encrypted_content}A` }
        : item,
    );
    const tampered = await post(gateway, { input: changed }, { key: 'sk-a' });
    expect([foreign.status, foreign.text]).toEqual([400, tampered.text]);
    expect(foreign.json.error).toMatchObject({ code: 'invalid_encrypted_content' });
  });

  test('a compaction that an upstream made opens for its tenant alone, streamed or not', async () => {
    const made = { id: 'cmp_1', type: 'compaction', encrypted_content: 'upstream-blob' };
    const whole = upstreamResponse({ output: [made] });
    const events = [
      { type: 'response.created', response: { ...whole, output: [] } },
      { type: 'response.output_item.added', output_index: 0, item: made },
      { type: 'response.output_item.done', output_index: 0, item: made },
      { type: 'response.completed', response: whole },
    ];
    const provider = speaksResponses(({ api, stream }) => {
      if (stream) return frameByFrame(framesOfEvents(numbered(events)));
      return jsonReply(api === 'compact' ? { ...whole, object: 'response.compaction' } : whole);
    });
    const gateway = gatewayWith(provider, { use: [apiKeys({ 'sk-a': 'a', 'sk-b': 'b' })] });
    const path = '/v1/responses/compact';
    const { json } = await post(gateway, { input: 'hi' }, { path, key: 'sk-a' });
    const { text } = await post(gateway, { input: 'hi', stream: true }, { key: 'sk-a' });
    expect(JSON.stringify(json) + text).not.toContain('upstream-blob');
    const streamed = readTale(text).events.at(-1)?.response as Members;
    for (const input of [json.output, streamed.output]) {
      expect((await post(gateway, { input }, { key: 'sk-a' })).status).toBe(200);
      expect(provider.calls.at(-1)?.body.input).toMatchObject([made]);
      const { status, json: refused } = await post(gateway, { input }, { key: 'sk-b' });
      expect([status, refused.error?.code]).toEqual([400, 'invalid_encrypted_content']);
    }
  });
});
