import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import {
  commentFrame,
  completion,
  deltaChunk,
  doneFrame,
  eventFrame,
  finishChunk,
  frameByFrame,
  framesOfText,
  jsonReply,
  roleChunk,
  streamOf,
  streamReply,
  textChunk,
  textOfFrames,
  usageChunk,
} from '../__fixtures__/chat-wire.ts';
import { type ControlledStream, controlledStream } from '../__fixtures__/controlled-stream.ts';
import { nextText, piecesOf, readTale, textOfReply } from '../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { gatewayRequest, handleChat, postChat } from '../__fixtures__/requests.ts';
import {
  type ReceivedCall,
  type Step,
  scriptedProvider,
} from '../__fixtures__/scripted-provider.ts';
import { forSeeds } from '../__fixtures__/seeded.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';

function gatewayOver(step: Step, options: GatewayOptions = {}) {
  const provider = scriptedProvider('a', step);
  const events = recordEvents();
  const { use = [], ...rest } = options;
  const gateway = createGateway({
    providers: [provider],
    use: [...use, events],
    logger: recordLog(),
    ...rest,
  });
  return { gateway, provider, events };
}

const asksForUsage = { stream: true, stream_options: { include_usage: true } };
const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('the bytes of a stream', () => {
  const wire = [
    'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"up","choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}],"obfuscation":"x9"}\n\n',
    ': still thinking\n\n',
    'data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}},{"index":1,"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]}}]}\n\n',
    'data:   {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"n\\":12345678901234567890"}}]}}],"n":1e400}\n\n',
    'event: extra\nid: 7\ndata: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"}"},"extra_content":{"google":{"thought_signature":"a+/="}}}]}}]}\n\n',
    'data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls","logprobs":null}]}\n\n',
    'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"cost":0.00012300}}\n\n',
    'data: [DONE]\n\n',
  ].join('');

  test('are the upstream’s own, tool calls and comments and what nobody knows alike', async () => {
    const { gateway } = gatewayOver(() => frameByFrame(framesOfText(wire)));
    const response = await gateway.fetch(postChat(asksForUsage));
    expect(await response.text()).toBe(wire);
  });

  test('are the same however the reads fall', async () => {
    await forSeeds(50, async (seeded) => {
      const frames = framesOfText(wire);
      const reads: (typeof frames)[] = [];
      while (frames.length > 0) reads.push(frames.splice(0, seeded.below(4)));
      const { gateway } = gatewayOver(() => streamReply(reads));
      expect(await (await gateway.fetch(postChat(asksForUsage))).text()).toBe(wire);
    });
  });

  test('come in one write a read, however many frames it holds', async () => {
    const { gateway } = gatewayOver(() =>
      streamReply([framesOfText(wire).slice(0, 3), framesOfText(wire).slice(3)]),
    );
    const pieces = piecesOf(await gateway.handle(handleChat(asksForUsage)));
    const written = [await nextText(pieces), await nextText(pieces), await nextText(pieces)];
    expect(written.map((text) => text?.split('\n\n').length)).toEqual([4, 6, undefined]);
    expect(written.join('')).toBe(wire);
  });

  test('end with [DONE], even where the upstream goes on or keeps its connection', async () => {
    const upstream = controlledStream();
    const { gateway } = gatewayOver(upstream.reply);
    const behind = [
      commentFrame,
      eventFrame(textChunk('more')),
      eventFrame({ error: 'late' }),
      doneFrame,
    ];
    upstream.push(...streamOf('hi'), ...behind);
    const text = await textOfReply(await gateway.handle(handleChat({ stream: true })));
    expect(readTale(text)).toMatchObject({ text: 'hi', isDone: true, error: undefined });
    expect(readTale(text).frames).toHaveLength(4);
    expect(upstream.returned).toBeGreaterThan(0);
  });

  test('name the model as the upstream does, or as the client did where that is asked for', async () => {
    const modelsOf = (text: string) => [
      ...new Set(readTale(text).events.map(({ model }) => model)),
    ];
    const step = () => frameByFrame(streamOf('a', 'b'));
    const asUpstream = gatewayOver(step).gateway;
    expect(modelsOf(await (await asUpstream.fetch(postChat(asksForUsage))).text())).toEqual([
      'upstream-model',
    ]);
    const asRequested = gatewayOver(step, { replyModel: 'requested' }).gateway;
    expect(modelsOf(await (await asRequested.fetch(postChat(asksForUsage))).text())).toEqual(['m']);
  });

  test('carry the head of a stream: its type, and that no proxy may keep or change it', async () => {
    const { gateway } = gatewayOver(() => frameByFrame(streamOf('hi')));
    const { status, headers } = await gateway.handle(handleChat({ stream: true }));
    expect(status).toBe(200);
    expect(headers).toEqual([
      ['x-request-id', expect.stringMatching(/^req_[0-9a-f]{32}$/)],
      ['content-type', 'text/event-stream; charset=utf-8'],
      ['cache-control', 'no-cache, no-transform'],
      ['x-accel-buffering', 'no'],
    ]);
  });
});

describe('usage', () => {
  const told = { inputTokens: 7, outputTokens: 3, totalTokens: 10, estimated: false };

  test('is asked of the upstream and taken out again where the client did not ask', async () => {
    const { gateway, provider, events } = gatewayOver(() => frameByFrame(streamOf('hi')));
    const text = await (await gateway.fetch(postChat({ stream: true }))).text();
    expect(provider.calls[0]?.body.stream_options).toEqual({ include_usage: true });
    expect(text).not.toContain('usage');
    expect(readTale(text)).toMatchObject({ text: 'hi', isDone: true });
    expect(events.settled).toMatchObject([{ usage: told }]);
  });

  test('stays where the client asked for it', async () => {
    const { gateway, provider, events } = gatewayOver(() => frameByFrame(streamOf('hi')));
    const text = await (await gateway.fetch(postChat(asksForUsage))).text();
    expect(provider.calls[0]?.text).toBe(
      JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...asksForUsage }),
    );
    expect(text).toBe(textOfFrames(streamOf('hi')));
    expect(events.settled).toMatchObject([{ usage: told }]);
  });

  test('is asked for beside the client’s other stream options', async () => {
    const { gateway, provider } = gatewayOver(() => frameByFrame(streamOf('hi')));
    await gateway.fetch(postChat({ stream: true, stream_options: { include_obfuscation: false } }));
    expect(provider.calls[0]?.body.stream_options).toEqual({
      include_obfuscation: false,
      include_usage: true,
    });
  });

  test('is not asked of an upstream that does not understand the question', async () => {
    const { gateway, provider, events } = gatewayOver(() => frameByFrame(streamOf('hi hi')), {
      models: { m: { provider: 'a', capabilities: { streamUsage: false } } },
    });
    await (await gateway.fetch(postChat({ stream: true }))).text();
    expect(provider.calls[0]?.body).not.toHaveProperty('stream_options');
    expect(events.settled).toMatchObject([{ usage: told }]);
  });

  test('is not asked for in a call that does not stream', async () => {
    const { gateway, provider, events } = gatewayOver(() => jsonReply(completion('hi')));
    await gateway.fetch(postChat());
    expect(provider.calls[0]?.body).not.toHaveProperty('stream_options');
    expect(events.settled).toMatchObject([{ usage: told }]);
  });

  test('in a chunk that says more is taken out of it alone', async () => {
    const last = { ...textChunk('!'), usage: usageChunk().usage };
    const frames = [
      eventFrame(textChunk('hi')),
      eventFrame(last),
      eventFrame(finishChunk()),
      doneFrame,
    ];
    const { gateway, events } = gatewayOver(() => frameByFrame(frames));
    const text = await (await gateway.fetch(postChat({ stream: true }))).text();
    expect(text).not.toContain('usage');
    expect(readTale(text).text).toBe('hi!');
    expect(events.settled).toMatchObject([{ usage: told }]);
  });

  test('is estimated where no upstream told, and says so', async () => {
    const frames = [eventFrame(textChunk('x'.repeat(40))), eventFrame(finishChunk()), doneFrame];
    const { gateway, events } = gatewayOver(() => frameByFrame(frames));
    await (await gateway.fetch(postChat({ stream: true }))).text();
    expect(events.settled).toMatchObject([
      { usage: { inputTokens: 1, outputTokens: 10, totalTokens: 11, estimated: true } },
    ]);
  });
});

describe('backpressure: the upstream is asked for no more than the client has taken', () => {
  test('read by read', async () => {
    const upstream = controlledStream();
    for (const frame of streamOf('a', 'b', 'c', 'd')) upstream.push(frame);
    const { gateway } = gatewayOver(upstream.reply);
    const pieces = piecesOf(await gateway.handle(handleChat(asksForUsage)));
    // The role and the first text were needed to know that there is content.
    expect(upstream.asked).toBe(2);
    for (let taken = 1; taken <= 5; taken++) {
      await nextText(pieces);
      await tick();
      expect(upstream.asked).toBe(1 + taken);
    }
  });

  test('also through the fetch door', async () => {
    const upstream = controlledStream();
    for (const frame of streamOf('a', 'b', 'c', 'd')) upstream.push(frame);
    const { gateway } = gatewayOver(upstream.reply);
    const response = await gateway.fetch(postChat(asksForUsage));
    const reader = response.body?.getReader();
    await tick();
    expect(upstream.asked).toBe(2);
    await reader?.read();
    await reader?.read();
    await tick();
    expect(upstream.asked).toBeLessThanOrEqual(4);
    await reader?.cancel();
  });
});

describe('a client that stops reading', () => {
  /** A chat stream with a client that can leave, and everything that must be let go. */
  async function openChat(options: GatewayOptions = {}) {
    const upstream = controlledStream();
    const client = new AbortController();
    let call: ReceivedCall | undefined;
    const { gateway, events } = gatewayOver((received) => {
      call = received;
      return upstream.reply;
    }, options);
    upstream.push(eventFrame(roleChunk()), eventFrame(textChunk('one')));
    const reply = await gateway.handle(handleChat({ stream: true }, client.signal));
    return { upstream, client, events, pieces: piecesOf(reply), call: () => call };
  }

  function expectLetGo(chat: Awaited<ReturnType<typeof openChat>>, outcome = 'cancelled') {
    expect(chat.events.settled).toMatchObject([{ outcome, status: 200 }]);
    expect(chat.events.events.at(-1)?.type).toBe('settled');
    expect(chat.upstream.returned).toBeGreaterThan(0);
    expect(getEventListeners(chat.client.signal, 'abort')).toEqual([]);
    if (outcome !== 'cancelled') return;
    expect(chat.call()?.signal.aborted).toBe(true);
    expect(chat.events.settled).toMatchObject([{ error: { code: 'client_closed_request' } }]);
  }

  const pushes: ((upstream: ControlledStream) => void)[] = [
    (upstream) => upstream.push(eventFrame(textChunk('two'))),
    (upstream) => upstream.push(commentFrame),
    (upstream) => upstream.push(eventFrame(finishChunk())),
    (upstream) => upstream.push(eventFrame(textChunk('three')), eventFrame(finishChunk())),
  ];

  test.each([0, 1, 2, 3, 4])(
    'after %i pieces, between two reads, stops the upstream and settles once',
    async (taken) => {
      const chat = await openChat();
      for (const push of pushes) push(chat.upstream);
      for (let piece = 0; piece < taken; piece++) await nextText(chat.pieces);
      await chat.pieces.return?.();
      expectLetGo(chat);
      expect(await chat.pieces.next()).toEqual({ done: true, value: undefined });
      await chat.pieces.return?.();
      expectLetGo(chat);
    },
  );

  test.each([1, 2, 3])(
    'after %i pieces, while it waits for the next one, ends that wait at once',
    async (taken) => {
      const chat = await openChat();
      for (const push of pushes.slice(0, taken - 1)) push(chat.upstream);
      for (let piece = 0; piece < taken; piece++) await nextText(chat.pieces);
      const waiting = chat.pieces.next();
      await tick();
      expect(chat.upstream.waiting).toBe(1);
      await chat.pieces.return?.();
      expect(await waiting).toEqual({ done: true, value: undefined });
      expectLetGo(chat);
    },
  );

  test('by a lost connection, heard through the signal alone, does the same', async () => {
    for (const isWaiting of [true, false]) {
      const chat = await openChat();
      await nextText(chat.pieces);
      const waiting = isWaiting ? chat.pieces.next() : undefined;
      chat.client.abort();
      expect(chat.call()?.signal.aborted).toBe(true);
      expect(await (waiting ?? chat.pieces.next())).toEqual({ done: true, value: undefined });
      expectLetGo(chat);
    }
  });

  test('while a hook works on a chunk waits for that hook and for nothing else', async () => {
    let release = () => {};
    const working = new Promise<void>((resolve) => {
      release = resolve;
    });
    const chat = await openChat({
      use: [{ name: 'slow', onChunk: (event) => working.then(() => event) }],
    });
    const waiting = chat.pieces.next();
    const returned = chat.pieces.return?.();
    await tick();
    expect(chat.call()?.signal.aborted).toBe(true);
    release();
    await Promise.all([waiting, returned]);
    expectLetGo(chat);
  });

  test('after the end changes nothing: the call was completed', async () => {
    const chat = await openChat();
    chat.upstream.push(eventFrame(finishChunk()), doneFrame);
    while ((await nextText(chat.pieces)) !== undefined);
    await chat.pieces.return?.();
    chat.client.abort();
    expectLetGo(chat, 'completed');
    expect(chat.call()?.signal.aborted).toBe(false);
  });

  test('as soon as it has read [DONE] has got its whole answer: the call was completed', async () => {
    const chat = await openChat();
    chat.upstream.push(eventFrame(finishChunk()), doneFrame);
    for (;;) if ((await nextText(chat.pieces))?.includes('[DONE]')) break;
    await chat.pieces.return?.();
    expectLetGo(chat, 'completed');
  });

  test('after a failure changes nothing: the call has failed', async () => {
    const chat = await openChat();
    chat.upstream.end();
    const texts = [await nextText(chat.pieces), await nextText(chat.pieces)];
    expect(texts[1]).toContain('upstream_incomplete');
    await chat.pieces.return?.();
    expectLetGo(chat, 'failed');
  });

  test('is charged an estimate of what went to it', async () => {
    const chat = await openChat();
    chat.upstream.push(eventFrame(textChunk('x'.repeat(37))));
    chat.upstream.push(eventFrame(textChunk('never taken')));
    await nextText(chat.pieces);
    await nextText(chat.pieces);
    await chat.pieces.return?.();
    expect(chat.events.settled).toMatchObject([
      { outcome: 'cancelled', usage: { outputTokens: 10, estimated: true } },
    ]);
  });
});

describe('every route stops its upstream when the client leaves', () => {
  const image = {
    type: 'image_generation.partial_image',
    b64_json: 'AA==',
    partial_image_index: 0,
  };
  const routes: [string, string, object, object | undefined][] = [
    [
      'chat as a stream',
      '/v1/chat/completions',
      { messages: [{ role: 'user', content: 'x' }], stream: true },
      textChunk('x'),
    ],
    [
      'chat as JSON',
      '/v1/chat/completions',
      { messages: [{ role: 'user', content: 'x' }] },
      undefined,
    ],
    [
      'chat as JSON over an upstream stream',
      '/v1/chat/completions',
      { messages: [{ role: 'user', content: 'x' }] },
      textChunk('x'),
    ],
    ['embeddings', '/v1/embeddings', { input: 'x' }, undefined],
    ['images as a stream', '/v1/images/generations', { prompt: 'x', stream: true }, image],
    ['images as JSON', '/v1/images/generations', { prompt: 'x' }, undefined],
  ];

  test.each(routes)('%s', async (_, path, body, event) => {
    const upstream = controlledStream();
    let call: ReceivedCall | undefined;
    const { gateway, events } = gatewayOver((received) => {
      call = received;
      if (!event) return new Promise(() => {});
      upstream.push(eventFrame(event));
      return upstream.reply;
    });
    const client = new AbortController();
    const request = gatewayRequest('POST', path, {
      body: { model: 'm', ...body },
      signal: client.signal,
    });
    const replying = gateway.handle(request);
    const reader = replying.then((reply) => ('stream' in body ? piecesOf(reply) : undefined));
    await tick();
    const waiting =
      'stream' in body
        ? (await reader)?.next().then(() => reader.then((r) => r?.next()))
        : undefined;
    await tick();
    expect(call?.signal.aborted).toBe(false);
    client.abort();
    expect(call?.signal.aborted).toBe(true);
    await Promise.all([replying, waiting]);
    expect(events.settled).toMatchObject([
      { outcome: 'cancelled', error: { code: 'client_closed_request' } },
    ]);
    expect(getEventListeners(client.signal, 'abort')).toEqual([]);
    if ('stream' in body) expect(upstream.returned).toBeGreaterThan(0);
  });
});

describe('an upstream that does not do as it was asked', () => {
  test('and sends JSON to a client that wants a stream: it gets a stream', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
    const message = { role: 'assistant', content: 'hi', refusal: null, tool_calls: [call] };
    const reply = completion('', {
      choices: [{ index: 0, message, finish_reason: 'tool_calls', logprobs: null }],
    });
    const { gateway, events } = gatewayOver(() => jsonReply(reply));
    const response = await gateway.fetch(postChat({ stream: true }));
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const tale = readTale(await response.text());
    expect(tale).toMatchObject({ text: 'hi', isDone: true });
    expect(tale.events).toMatchObject([
      {
        choices: [
          { delta: { content: 'hi', tool_calls: [{ index: 0, ...call }] }, finish_reason: null },
        ],
      },
      { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
    ]);
    expect(JSON.stringify(tale.events)).not.toContain('usage');
    expect(events.settled).toMatchObject([{ usage: { totalTokens: 10, estimated: false } }]);
  });

  test('and sends a stream to a client that wants JSON: it gets JSON', async () => {
    const { gateway, events } = gatewayOver(() =>
      frameByFrame(streamOf('h', 'i'), { 'x-request-id': 'up' }),
    );
    const response = await gateway.fetch(postChat());
    expect(response.headers.get('x-upstream-request-id')).toBe('up');
    expect(await response.json()).toEqual(completion('hi'));
    expect(events.settled).toMatchObject([{ usage: { totalTokens: 10, estimated: false } }]);
  });

  test('and keeps its stream open behind [DONE] does not hold up a client that wants JSON', async () => {
    const upstream = controlledStream();
    upstream.push(...streamOf('hi'));
    const { gateway } = gatewayOver(upstream.reply);
    expect(await (await gateway.fetch(postChat())).json()).toEqual(completion('hi'));
    expect(upstream.returned).toBe(1);
  });

  test('and sends a stream on an endpoint without one is at fault, and its stream is let go', async () => {
    const upstream = controlledStream();
    const { gateway } = gatewayOver(() => upstream.reply);
    const request = gatewayRequest('POST', '/v1/embeddings', { body: { model: 'm', input: 'x' } });
    const reply = await gateway.handle(request);
    expect(reply.status).toBe(502);
    expect(await textOfReply(reply)).toContain('upstream_invalid_response');
    expect(upstream.returned).toBeGreaterThan(0);
  });

  test.each<[string, unknown]>([
    ['no object', null],
    ['choices that are no list', { choices: 7 }],
    ['a choice of null', { choices: [null] }],
    ['a delta that is a text', { choices: [{ index: 0, delta: 'hi' }] }],
    ['a usage that is a text', { choices: [], usage: 'much' }],
    [
      'deep nesting',
      JSON.parse(
        `{"choices":[{"index":0,"delta":{"content":"x","deep":${'['.repeat(3000)}${']'.repeat(3000)}}}]}`,
      ),
    ],
  ])(
    'and sends chunks that make no sense ends in an error or an answer, never in a crash: %s',
    async (_, event) => {
      for (const hooks of [[], [{ name: 'pass', onChunk: (chunk: never) => chunk }]]) {
        const frames = [eventFrame(textChunk('hi')), eventFrame(event), doneFrame];
        const { gateway, events } = gatewayOver(() => frameByFrame(frames), {
          use: hooks as never,
        });
        const tale = readTale(await (await gateway.fetch(postChat({ stream: true }))).text());
        expect(tale.text.startsWith('hi')).toBe(true);
        expect(tale.isDone).toBe(tale.error === undefined);
        expect(events.settled).toHaveLength(1);
      }
    },
  );
});

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('already closed');
    },
  ],
  ['rejects', () => Promise.reject(new Error('already closed'))],
  ['returns no promise', () => undefined],
])('a stream that %s when it is let go changes nothing', async (_, letGo) => {
  const reads = [[eventFrame(textChunk('hi'))], [eventFrame(finishChunk()), doneFrame]];
  const stream = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: reads.length === 0, value: reads.shift() }),
      return: letGo,
    }),
  };
  const { gateway, events } = gatewayOver(() => ({
    status: 200,
    headers: {},
    stream: stream as never,
  }));
  const text = await textOfReply(await gateway.handle(handleChat({ stream: true })));
  expect(readTale(text)).toMatchObject({ text: 'hi', isDone: true });
  expect(events.settled).toMatchObject([{ outcome: 'completed' }]);
});

test('deltas of several choices keep their order', async () => {
  const frames = [0, 1, 0, 1, 1].map((index, at) => eventFrame(textChunk(String(at), index)));
  const all = [...frames, eventFrame(finishChunk(1)), eventFrame(finishChunk(0)), doneFrame];
  const { gateway } = gatewayOver(() => frameByFrame(all));
  const tale = readTale(await (await gateway.fetch(postChat({ stream: true, n: 2 }))).text());
  expect(tale.texts).toEqual(['02', '134']);
  expect(tale.frames).toHaveLength(all.length);
});

test('a delta without a word for the client still counts as life, not as content', async () => {
  const upstream = controlledStream();
  const { gateway } = gatewayOver(upstream.reply);
  upstream.push(eventFrame(deltaChunk({ role: 'assistant' })), commentFrame);
  upstream.push(eventFrame(textChunk('x')), doneFrame);
  const text = await textOfReply(await gateway.handle(handleChat({ stream: true })));
  expect(text.indexOf(': thinking')).toBeGreaterThan(text.indexOf('assistant'));
});
