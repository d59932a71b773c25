import { describe, expect, test } from 'vitest';
import {
  completion,
  doneFrame,
  eventFrame,
  finishChunk,
  frameByFrame,
  jsonReply,
  streamOf,
  textChunk,
} from '../__fixtures__/chat-wire.ts';
import { controlledStream } from '../__fixtures__/controlled-stream.ts';
import { nextText, piecesOf, readTale, textOfReply } from '../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { ask, gatewayRequest, handleChat, postChat, postJson } from '../__fixtures__/requests.ts';
import { type Step, scriptedProvider, untilAborted } from '../__fixtures__/scripted-provider.ts';
import { apiKeys } from './api-keys.ts';
import { GatewayError, UpstreamError } from './errors.ts';
import type { CallEvent } from './events.ts';
import { createGateway } from './gateway.ts';
import type { Hooks } from './hooks.ts';

function gatewayWith(step: Step, ...hooks: readonly Hooks[]) {
  const log = recordLog();
  const gateway = createGateway({
    providers: [scriptedProvider('a', step)],
    use: hooks,
    logger: log,
    retry: { maxAttempts: 1 },
  });
  return { gateway, log };
}

const refuses: Step = () =>
  Promise.reject(new UpstreamError('Busy.', { provider: 'a', upstreamStatus: 503 }));
const answers: Step = ({ stream }) =>
  stream ? frameByFrame(streamOf('hi')) : jsonReply(completion('hi'));

describe('every call, however it ends, is told to observers exactly once', () => {
  type Ending = [
    string,
    Step,
    (gateway: ReturnType<typeof gatewayWith>['gateway']) => Promise<unknown>,
    object,
  ];

  const endings: Ending[] = [
    [
      'a JSON reply',
      answers,
      (gateway) => gateway.fetch(postChat()),
      { outcome: 'completed', status: 200, api: 'chat', model: 'm', stream: false },
    ],
    [
      'a stream',
      answers,
      async (gateway) => (await gateway.fetch(postChat({ stream: true }))).text(),
      { outcome: 'completed', status: 200, stream: true },
    ],
    [
      'a stream read through the inner door',
      answers,
      async (gateway) => textOfReply(await gateway.handle(handleChat({ stream: true }))),
      { outcome: 'completed' },
    ],
    [
      'health',
      answers,
      (gateway) => gateway.fetch(ask('GET', '/health')),
      { outcome: 'completed', status: 200, api: undefined, model: undefined },
    ],
    [
      'a list of models',
      answers,
      (gateway) => gateway.fetch(ask('GET', '/v1/models')),
      { outcome: 'completed', status: 200 },
    ],
    [
      'an unknown path',
      answers,
      (gateway) => gateway.fetch(ask('GET', '/x')),
      { outcome: 'failed', status: 404, error: { code: 'not_found' } },
    ],
    [
      'a wrong method',
      answers,
      (gateway) => gateway.fetch(ask('PUT', '/health')),
      { outcome: 'failed', status: 405 },
    ],
    [
      'a body that is no JSON',
      answers,
      (gateway) => gateway.fetch(postJson('/v1/embeddings', '{')),
      { outcome: 'failed', status: 400, api: undefined },
    ],
    [
      'an unknown model',
      answers,
      (gateway) => gateway.fetch(postChat({ model: undefined })),
      { outcome: 'failed', status: 400, api: 'chat' },
    ],
    [
      'a failing upstream',
      refuses,
      (gateway) => gateway.fetch(postChat()),
      { outcome: 'failed', status: 503, error: { message: 'Busy.' }, usage: undefined },
    ],
    [
      'a failing upstream before a stream',
      refuses,
      (gateway) => gateway.fetch(postChat({ stream: true })),
      { outcome: 'failed', status: 503, stream: true },
    ],
    [
      'a stream that fails half-way',
      () => frameByFrame([eventFrame(textChunk('half'))]),
      async (gateway) => (await gateway.fetch(postChat({ stream: true }))).text(),
      { outcome: 'failed', status: 200, error: { code: 'upstream_incomplete' } },
    ],
    [
      'a client that leaves a stream',
      answers,
      async (gateway) => (await gateway.fetch(postChat({ stream: true }))).body?.cancel(),
      { outcome: 'cancelled', status: 200 },
    ],
    [
      'a client that leaves while the upstream thinks',
      untilAborted,
      (gateway) => gateway.handle(handleChat({}, AbortSignal.timeout(5))),
      { outcome: 'cancelled', status: 499, error: { code: 'client_closed_request' } },
    ],
    [
      'a client that leaves while its body is read',
      answers,
      (gateway) => {
        const client = new AbortController();
        const readBody = () => {
          client.abort();
          return Promise.reject(new Error('aborted'));
        };
        return gateway.handle(
          gatewayRequest('POST', '/v1/embeddings', { readBody, signal: client.signal }),
        );
      },
      { outcome: 'cancelled', status: 499 },
    ],
  ];

  test.each(endings)('%s', async (_, step, act, settled) => {
    const events = recordEvents();
    const { gateway } = gatewayWith(step, events);
    await act(gateway);
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(events.settled).toMatchObject([settled]);
    expect(events.events.at(-1)).toBe(events.settled[0]);
    const [{ durationMs, timeToFirstContentMs = 0 }] = events.settled as never as [
      { durationMs: number; timeToFirstContentMs?: number },
    ];
    expect(durationMs).toBeGreaterThanOrEqual(timeToFirstContentMs);
  });

  test('a caller without a key', async () => {
    const events = recordEvents();
    const { gateway } = gatewayWith(answers, apiKeys({ 'sk-a': 't' }), events);
    await gateway.fetch(postChat());
    expect(events.settled).toMatchObject([{ outcome: 'failed', status: 401 }]);
  });

  test('a closed gateway', async () => {
    const events = recordEvents();
    const { gateway } = gatewayWith(answers, events);
    await gateway.close();
    expect((await gateway.fetch(postChat())).status).toBe(503);
    expect(events.settled).toMatchObject([{ outcome: 'failed', status: 503 }]);
  });

  test('a gateway that closes under a stream tells the client so', async () => {
    const upstream = controlledStream();
    const events = recordEvents();
    const { gateway } = gatewayWith(() => upstream.reply, events);
    upstream.push(eventFrame(textChunk('half')));
    const pieces = piecesOf(await gateway.handle(handleChat({ stream: true })));
    await nextText(pieces);
    const last = nextText(pieces);
    await gateway.close();
    expect(readTale((await last) ?? '')).toMatchObject({
      error: { code: 'unavailable' },
      isDone: false,
    });
    expect(events.settled).toMatchObject([{ error: { code: 'unavailable' } }]);
  });
});

describe('an observer that fails', () => {
  const oops = () => {
    throw new Error('observer bug');
  };
  const broken: Hooks[] = [
    { name: 'throws', observe: oops },
    { name: 'rejects', observe: async () => oops() },
    {
      name: 'rejects later',
      observe: () => new Promise((_, reject) => setTimeout(reject, 1, new Error('observer bug'))),
    },
    {
      name: 'rejects with what is no promise of ours',
      observe: () =>
        ({
          // biome-ignore lint/suspicious/noThenProperty: that is what makes it one.
          then: (_: unknown, reject: (error: Error) => void) => reject(new Error('observer bug')),
        }) as never,
    },
  ];

  test.each(broken)('touches nothing and is logged: $name', async (hook) => {
    const after = recordEvents();
    for (const [step, members, status] of [
      [answers, {}, 200],
      [answers, { stream: true }, 200],
      [refuses, {}, 503],
    ] as const) {
      const { gateway, log } = gatewayWith(step, hook, after);
      const response = await gateway.fetch(postChat(members, { 'x-request-id': 'find-me' }));
      expect(response.status).toBe(status);
      const text = await response.text();
      if ('stream' in members) expect(readTale(text)).toMatchObject({ text: 'hi', isDone: true });
      await new Promise((resolve) => setTimeout(resolve, 5));
      // One attempt and one settled event, each told to the broken one and to the one behind it.
      expect(log.lines).toMatchObject(
        [1, 2].map(() => ({
          level: 'error',
          message: `Observer "${hook.name}" failed.`,
          fields: { requestId: 'find-me', cause: { message: 'observer bug' } },
        })),
      );
    }
    expect(after.settled).toHaveLength(3);
  });

  test('that never ends holds nothing up', async () => {
    const { gateway } = gatewayWith(answers, {
      name: 'stuck',
      observe: () => new Promise(() => {}),
    });
    expect((await gateway.fetch(postChat())).status).toBe(200);
    expect(readTale(await (await gateway.fetch(postChat({ stream: true }))).text()).isDone).toBe(
      true,
    );
  });

  test('that works on after the reply keeps a serverless host alive until it is done', async () => {
    const kept: Promise<unknown>[] = [];
    let isDone = false;
    const { gateway } = gatewayWith(answers, {
      name: 'slow',
      observe: ({ type }) =>
        new Promise((resolve) =>
          setTimeout(() => {
            isDone ||= type === 'settled';
            resolve();
          }, 5),
        ),
    });
    await gateway.fetch(postChat(), { waitUntil: (promise) => void kept.push(promise) });
    expect(isDone).toBe(false);
    await Promise.all(kept);
    expect(isDone).toBe(true);
  });
});

describe('an observer that collects', () => {
  test('gets the whole response, of JSON and of streams alike', async () => {
    for (const members of [{}, { stream: true }]) {
      const events = recordEvents({ collect: true });
      const { gateway } = gatewayWith(answers, events);
      await (await gateway.fetch(postChat(members))).text();
      const { usage, ...rest } = completion('hi');
      // The usage that only we asked for is not part of what the client got.
      const expected = 'stream' in members ? rest : { ...rest, usage };
      expect(events.settled[0]?.response).toEqual(expected);
    }
  });

  test('gets what was said so far when a stream fails or its client leaves', async () => {
    const events = recordEvents({ collect: true });
    const failing = gatewayWith(
      () => frameByFrame([eventFrame(textChunk('ha')), eventFrame(textChunk('lf'))]),
      events,
    );
    await (await failing.gateway.fetch(postChat({ stream: true }))).text();
    const left = gatewayWith(answers, events);
    const pieces = piecesOf(await left.gateway.handle(handleChat({ stream: true })));
    await nextText(pieces);
    await pieces.return?.();
    expect(events.settled).toMatchObject([
      {
        outcome: 'failed',
        response: { choices: [{ message: { content: 'half' }, finish_reason: null }] },
      },
      {
        outcome: 'cancelled',
        response: { choices: [{ message: { content: 'hi' }, finish_reason: null }] },
      },
    ]);
  });

  test('gets none of a call that had none', async () => {
    const events = recordEvents({ collect: true });
    await gatewayWith(refuses, events).gateway.fetch(postChat({ stream: true }));
    const untouched = gatewayWith(answers, events);
    const pieces = piecesOf(await untouched.gateway.handle(handleChat({ stream: true })));
    await pieces.return?.();
    expect(events.settled.map(({ response }) => response)).toEqual([undefined, undefined]);
  });

  test('gets it alone: the others do not', async () => {
    const plain = recordEvents();
    const { gateway } = gatewayWith(answers, recordEvents({ collect: true }), plain);
    await gateway.fetch(postChat());
    expect(plain.settled[0]?.response).toBeUndefined();
  });
});

describe('attempts and warnings', () => {
  test('are told in the order they happen, each with its target', async () => {
    const events: CallEvent[] = [];
    const a = scriptedProvider('a', refuses);
    const b = scriptedProvider('b', () => ({
      ...jsonReply(completion('hi')),
      warnings: ['no seed', 'no logprobs'],
    }));
    const gateway = createGateway({
      providers: [a, b],
      models: { m: ['a/one', 'b/two'] },
      use: [{ name: 'observer', observe: (event) => void events.push(event) }],
      retry: { maxAttemptsPerTarget: 1 },
    });
    await gateway.fetch(postChat());
    expect(events).toMatchObject([
      { type: 'attempt', provider: 'a', model: 'one', number: 1, error: { status: 503 } },
      { type: 'warning', message: 'no seed' },
      { type: 'warning', message: 'no logprobs' },
      { type: 'attempt', provider: 'b', model: 'two', number: 2, error: undefined },
      { type: 'settled', outcome: 'completed' },
    ]);
  });

  test('of a stream are told when its first content is here', async () => {
    const upstream = controlledStream();
    const events = recordEvents();
    const { gateway } = gatewayWith(() => upstream.reply, events);
    const replying = gateway.handle(handleChat({ stream: true }));
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(events.events).toEqual([]);
    upstream.push(eventFrame(textChunk('hi')));
    const reply = await replying;
    expect(events.attempts).toEqual(['a1 ok']);
    upstream.push(eventFrame(finishChunk()), doneFrame);
    await textOfReply(reply);
    expect(events.settled).toHaveLength(1);
  });
});

test('an observer is told who called, through which id, and by which path', async () => {
  const events = recordEvents();
  const { gateway } = gatewayWith(answers, apiKeys({ 'sk-a': 'tenant1' }), events);
  await gateway.fetch(postChat({}, { 'x-api-key': 'sk-a', 'x-request-id': 'r-1' }), {
    context: { user: 'ada' },
    remoteAddress: '10.1.2.3',
  });
  expect(events.contexts.at(-1)).toMatchObject({
    requestId: 'r-1',
    identity: { tenant: 'tenant1' },
    method: 'POST',
    path: '/v1/chat/completions',
    query: '',
    host: { user: 'ada' },
    remoteAddress: '10.1.2.3',
  });
});

test('without observers an upstream’s reply passes as it came', async () => {
  const body = '{"choices" : null, "n": 12345678901234567890}';
  const { gateway } = gatewayWith(() => jsonReply(body));
  expect(await (await gateway.fetch(postChat())).text()).toBe(body);
});

test('with observers it passes all the same', async () => {
  for (const body of [
    '{"choices" : null, "n": 12345678901234567890}',
    '{"choices":[null]}',
    '{"usage":7}',
    '{}',
  ]) {
    const { gateway } = gatewayWith(() => jsonReply(body), recordEvents({ collect: true }));
    expect(await (await gateway.fetch(postChat())).text()).toBe(body);
  }
});

test('an error that a hook throws after the answer is the call’s outcome', async () => {
  const events = recordEvents();
  const { gateway } = gatewayWith(
    answers,
    {
      name: 'late',
      onResponse() {
        throw new GatewayError('permission_denied', 'No.');
      },
    },
    events,
  );
  await gateway.fetch(postChat());
  expect(events.settled).toMatchObject([{ outcome: 'failed', status: 403 }]);
});
