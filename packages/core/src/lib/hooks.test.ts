import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  completion,
  frameByFrame,
  jsonReply,
  streamOf,
  textChunk,
} from '../__fixtures__/chat-wire.ts';
import { readTale } from '../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { ask, chatBody, postChat, postJson } from '../__fixtures__/requests.ts';
import { type Step, scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { createContextKey } from './context.ts';
import { GatewayError, UpstreamError } from './errors.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import type { Hooks } from './hooks.ts';
import { payloadFromValue } from './payload.ts';

/** Answers as it is asked: a stream for a stream, with the model's name and the user's text in it. */
const echo: Step = ({ stream, body, api, model }) => {
  if (api === 'embeddings')
    return jsonReply({
      object: 'list',
      data: [],
      model,
      usage: { prompt_tokens: 1, total_tokens: 1 },
    });
  if (api === 'images') return jsonReply({ created: 1, data: [{ b64_json: 'AA==' }] });
  const [message] = body.messages as { content: string }[];
  const text = `${model}: ${message?.content}`;
  return stream ? frameByFrame(streamOf(...text)) : jsonReply(completion(text));
};

function gatewayWith(
  hooks: readonly Hooks[],
  options: GatewayOptions & { step?: Step | readonly Step[] } = {},
) {
  const { step = echo, ...rest } = options;
  const provider = scriptedProvider('a', step);
  const events = recordEvents({ collect: true });
  const log = recordLog();
  const gateway = createGateway({
    providers: [provider],
    use: [...hooks, events],
    retry: { backoffMs: 1 },
    logger: log,
    ...rest,
  });
  return { gateway, provider, events, log };
}

type Gateway = ReturnType<typeof gatewayWith>['gateway'];

/** What a chat client gets to read, streamed or not. */
async function textOf(
  gateway: Gateway,
  members: { stream?: boolean; model?: string | undefined } = {},
): Promise<string> {
  const text = await (await gateway.fetch(postChat(members))).text();
  return members.stream ? readTale(text).text : JSON.parse(text).choices[0].message.content;
}

const bothWays = [{ stream: false }, { stream: true }];
const userSays = (content: string) =>
  payloadFromValue(chatBody({ messages: [{ role: 'user', content }] }) as never);

describe('the order of hooks', () => {
  /** A hook with every phase; each writes down that it was there. */
  function tracer(name: string, trail: string[], priority?: number): Hooks {
    const note = (phase: string) => void trail.push(`${phase} ${name}`);
    return {
      name,
      ...(priority !== undefined && { priority }),
      authenticate() {
        note('authenticate');
        return undefined;
      },
      onRequest() {
        note('request');
        return undefined;
      },
      async wrapRun(_ctx, next) {
        note('run');
        const answer = await next();
        note('ran');
        return answer;
      },
      async wrapAttempt(_ctx, _attempt, next) {
        note('attempt');
        const answer = await next();
        note('attempted');
        return answer;
      },
      onResponse() {
        note('response');
        return undefined;
      },
      onChunk(event) {
        note('chunk');
        return event;
      },
      observe: ({ type }) => note(type),
      start: () => note('start'),
      close: () => note('close'),
    };
  }

  test('is priority, then registration; one hook takes part in every phase it has', async () => {
    const trail: string[] = [];
    const hooks = [
      tracer('late', trail, 10),
      tracer('one', trail),
      tracer('two', trail),
      tracer('early', trail, -1),
    ];
    const known: Hooks = { name: 'known', priority: 99, authenticate: () => ({ tenant: 't' }) };
    const { gateway } = gatewayWith([...hooks, known], { step: () => frameByFrame(streamOf('x')) });
    await textOf(gateway, { stream: true });
    await gateway.close();
    const inOrder = (phase: string) =>
      ['early', 'one', 'two', 'late'].map((name) => `${phase} ${name}`);
    const inside = (phase: string) => inOrder(phase).reverse();
    const registered = (phase: string) =>
      ['late', 'one', 'two', 'early'].map((name) => `${phase} ${name}`);
    expect(trail).toEqual([
      ...registered('start'),
      ...inOrder('authenticate'),
      ...inOrder('request'),
      ...inOrder('run'),
      ...inOrder('attempt'),
      ...inside('attempted'),
      ...inOrder('attempt'),
      ...inside('ran'),
      ...inOrder('response'),
      // The role, then the one text, each through all hooks; finish and usage are no deltas.
      ...inOrder('chunk'),
      ...inOrder('chunk'),
      ...inOrder('settled'),
      ...registered('close').reverse(),
    ]);
  });

  test('does not change the list that was handed in', () => {
    const hooks = Object.freeze([
      { name: 'b', priority: 2 },
      { name: 'a', priority: 1 },
    ]);
    createGateway({ use: hooks });
    expect(hooks.map(({ name }) => name)).toEqual(['b', 'a']);
  });
});

describe('onRequest', () => {
  test.each(bothWays)(
    'replaces the request, also its model, before it is resolved: %j',
    async (members) => {
      const reroute: Hooks = {
        name: 'reroute',
        onRequest: ({ request, api }) =>
          api === 'chat' ? { request: request.with({ model: 'b/big' }) } : undefined,
      };
      const b = scriptedProvider('b', echo);
      const { gateway, provider, events } = gatewayWith([reroute], {
        providers: [scriptedProvider('a', echo), b],
      });
      expect(await textOf(gateway, members)).toBe('big: hi');
      expect([provider.calls.length, b.calls.length]).toEqual([0, 1]);
      expect(events.settled).toMatchObject([
        { model: 'b/big', origin: { provider: 'b', model: 'big' } },
      ]);
    },
  );

  test('names a model that the client left out', async () => {
    const { gateway } = gatewayWith([
      {
        name: 'default model',
        onRequest: ({ request }) => ({ request: request.with({ model: 'house' }) }),
      },
    ]);
    expect(await textOf(gateway, { model: undefined })).toBe('house: hi');
  });

  test('hands its edits on: the next hook sees them, and they add up', async () => {
    const add = (word: string): Hooks => ({
      name: word,
      onRequest(ctx) {
        if (ctx.api !== 'chat') return undefined;
        const [message] = ctx.request.json().messages;
        const content = `${message?.content} ${word}`;
        return { request: ctx.request.with({ messages: [{ role: 'user', content }] }) };
      },
    });
    const { gateway } = gatewayWith([add('one'), add('two')]);
    expect(await textOf(gateway)).toBe('m: hi one two');
  });

  test.each(bothWays)('answers at once, in the form that the client wants: %j', async (members) => {
    const later: string[] = [];
    const { gateway, provider, events } = gatewayWith([
      { name: 'cache', onRequest: () => ({ response: completion('from the hook') }) },
      {
        name: 'later',
        onRequest: () => void later.push('request') as undefined,
        wrapRun(_ctx, next) {
          later.push('run');
          return next();
        },
        onResponse: () => void later.push('response') as undefined,
      },
    ]);
    expect(await textOf(gateway, members)).toBe('from the hook');
    expect(later).toEqual(['response']);
    expect(provider.calls).toEqual([]);
    expect(events.settled).toMatchObject([
      { outcome: 'completed', origin: undefined, usage: { totalTokens: 10 } },
    ]);
  });

  test('answers at once on every endpoint', async () => {
    const { gateway, provider } = gatewayWith([
      { name: 'cache', onRequest: ({ api }) => ({ response: { from: api } as never }) },
    ]);
    const answers = await Promise.all([
      gateway.fetch(postChat()),
      gateway.fetch(postJson('/v1/embeddings', { model: 'm', input: 'x' })),
      gateway.fetch(postJson('/v1/images/generations', { model: 'm', prompt: 'x' })),
      gateway.fetch(postJson('/v1/responses', { model: 'm', input: 'x' })),
      gateway.fetch(postJson('/v1/responses/compact', { model: 'm', input: 'x' })),
      gateway.fetch(postJson('/v1/responses/input_tokens', { model: 'm', input: 'x' })),
    ]);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { from: 'chat' },
      { from: 'embeddings' },
      { from: 'images' },
      // A response gets the members that the contract wants.
      expect.objectContaining({ from: 'responses' }),
      { from: 'compact' },
      { from: 'input_tokens' },
    ]);
    expect(provider.calls).toEqual([]);
  });

  test('cannot edit the request in place: that would be lost, so it throws', async () => {
    const { gateway, log } = gatewayWith([
      {
        name: 'careless',
        onRequest({ request }) {
          (request.json() as { model: string }).model = 'other';
          return undefined;
        },
      },
    ]);
    expect((await gateway.fetch(postChat())).status).toBe(500);
    expect(log.lines[0]?.fields.cause).toBeInstanceOf(TypeError);
  });

  test('knows whether the client gets a stream; switching the upstream’s off does not change that', async () => {
    const streams: boolean[] = [];
    const { gateway, provider } = gatewayWith([
      {
        name: 'no upstream streams',
        onRequest(ctx) {
          streams.push(ctx.stream);
          return ctx.api === 'chat' ? { request: ctx.request.with({ stream: false }) } : undefined;
        },
      },
    ]);
    expect(await textOf(gateway, { stream: true })).toBe('m: hi');
    expect(await textOf(gateway)).toBe('m: hi');
    expect(streams).toEqual([true, false]);
    expect(provider.calls.map(({ stream, body }) => [stream, body.stream])).toEqual([
      [false, false],
      [false, false],
    ]);
  });
});

describe('wrapRun', () => {
  test.each(bothWays)(
    'may ask again, with another request, and give one answer: %j',
    async (members) => {
      const { gateway, provider, events } = gatewayWith([
        {
          name: 'twice',
          async wrapRun(ctx, next) {
            await next();
            return next(
              ctx.request.with({ messages: [{ role: 'user', content: 'again' }] } as never),
            );
          },
        },
      ]);
      expect(await textOf(gateway, members)).toBe('m: again');
      expect(
        provider.calls.map(({ body }) => (body.messages as { content: string }[])[0]?.content),
      ).toEqual(['hi', 'again']);
      expect(events.settled).toHaveLength(1);
    },
  );

  test('that throws an answer away has its stream let go', async () => {
    let returned = 0;
    async function* endless() {
      try {
        for (;;) yield [{ kind: 'event', event: textChunk('x') } as const];
      } finally {
        returned++;
      }
    }
    const first: Step = () => ({ status: 200, headers: {}, stream: endless() as never });
    const { gateway } = gatewayWith(
      [
        {
          name: 'twice',
          async wrapRun(_ctx, next) {
            await next();
            return next();
          },
        },
      ],
      { step: [first, echo] },
    );
    expect(await textOf(gateway, { stream: true })).toBe('m: hi');
    expect(returned).toBe(1);
  });

  test.each(bothWays)('may answer without asking anybody: %j', async (members) => {
    const { gateway, provider } = gatewayWith([
      {
        name: 'cache',
        wrapRun: async () => ({
          status: 200,
          headers: {},
          json: payloadFromValue(completion('cached')),
        }),
      },
    ]);
    expect(await textOf(gateway, members)).toBe('cached');
    expect(provider.calls).toEqual([]);
  });

  test.each(bothWays)('may answer with a stream of its own: %j', async (members) => {
    const { gateway } = gatewayWith([
      {
        name: 'replay',
        wrapRun: async () => frameByFrame(streamOf('re', 'play')) as never,
      },
    ]);
    expect(await textOf(gateway, members)).toBe('replay');
  });

  test('sees the failure of all attempts together, once, and may make good of it', async () => {
    const seen: unknown[] = [];
    const refusal = () =>
      Promise.reject(new UpstreamError('No.', { provider: 'a', upstreamStatus: 500 }));
    const { gateway } = gatewayWith(
      [
        {
          name: 'fallback text',
          async wrapRun(_ctx, next) {
            try {
              return await next();
            } catch (error) {
              seen.push(error);
              return { status: 200, headers: {}, json: payloadFromValue(completion('Sorry.')) };
            }
          },
        },
      ],
      { step: refusal },
    );
    expect(await textOf(gateway)).toBe('Sorry.');
    expect(seen).toMatchObject([{ upstreamStatus: 500 }]);
  });

  test('that passes a request on is heard by the wrapper inside it', async () => {
    const { gateway } = gatewayWith([
      { name: 'outer', wrapRun: (_ctx, next) => next(userSays('from outer')) },
      { name: 'inner', wrapRun: (_ctx, next) => next() },
    ]);
    expect(await textOf(gateway)).toBe('m: from outer');
  });
});

describe('wrapAttempt', () => {
  test('sees each attempt in the target’s own words, and replaces its request', async () => {
    const seen: string[] = [];
    const busy: Step = () =>
      Promise.reject(new UpstreamError('Busy.', { provider: 'a', upstreamStatus: 503 }));
    const { gateway, provider } = gatewayWith(
      [
        {
          name: 'signer',
          wrapAttempt(ctx, attempt, next) {
            const { model } = attempt.request.json() as { model: string };
            seen.push(`${attempt.number} ${attempt.target.provider.id} ${model} for ${ctx.model}`);
            return next({
              ...attempt,
              request: attempt.request.with({ user: `try ${attempt.number}` } as never),
            });
          },
        },
      ],
      {
        step: [busy, echo],
        models: { fast: { provider: 'a', model: 'small', overrides: { seed: 1 } } },
      },
    );
    expect(await textOf(gateway, { model: 'fast' })).toBe('small: hi');
    expect(seen).toEqual(['1 a small for fast', '2 a small for fast']);
    expect(provider.calls.map(({ body }) => [body.user, body.seed, body.model])).toEqual([
      ['try 1', 1, 'small'],
      ['try 2', 1, 'small'],
    ]);
  });

  test('may replace the answer', async () => {
    const { gateway } = gatewayWith([
      {
        name: 'editor',
        async wrapAttempt(_ctx, _attempt, next) {
          const answer = await next();
          return {
            ...answer,
            json: payloadFromValue(completion('edited')),
            stream: undefined,
          } as never;
        },
      },
    ]);
    expect(await textOf(gateway)).toBe('edited');
    expect(await textOf(gateway, { stream: true })).toBe('edited');
  });
});

describe('onResponse', () => {
  test('replaces the body and headers of a JSON reply', async () => {
    const { gateway, events } = gatewayWith(
      [
        {
          name: 'stamp',
          onResponse: (_ctx, { body, status, headers }) => ({
            body: (body as never as { with(edit: object): never }).with({
              stamped: [status, headers.length],
            }),
            headers: [
              ['X-Stamp', 'a'],
              ['x-stamp', 'b'],
              ['Content-Type', 'application/x-json'],
            ],
          }),
        },
      ],
      {
        step: () =>
          jsonReply('{"id" : 12345678901234567890,"choices":[]}', {
            'x-ratelimit-remaining-tokens': '5',
          }),
      },
    );
    const response = await gateway.fetch(postChat());
    expect(await response.text()).toBe(
      '{"id" : 12345678901234567890,"choices":[],"stamped":[200,3]}',
    );
    expect(response.headers.get('x-stamp')).toBe('a, b');
    expect(response.headers.get('content-type')).toBe('application/x-json');
    expect(response.headers.get('x-ratelimit-remaining-tokens')).toBe('5');
    expect(events.settled[0]?.response).toMatchObject({ stamped: [200, 3] });
  });

  test('adds to the head of a stream, of which it gets no body', async () => {
    const seen: unknown[] = [];
    const { gateway } = gatewayWith([
      {
        name: 'stamp',
        onResponse(_ctx, { body }) {
          seen.push(body);
          return { headers: [['x-stamp', 'yes']] };
        },
      },
    ]);
    const response = await gateway.fetch(postChat({ stream: true }));
    expect(response.headers.get('x-stamp')).toBe('yes');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(readTale(await response.text()).text).toBe('m: hi');
    expect(seen).toEqual([undefined]);
  });

  test('runs once a reply, each one on what those before it made', async () => {
    const append = (word: string): Hooks => ({
      name: word,
      onResponse(_ctx, { body }) {
        const text = JSON.parse(new TextDecoder().decode(body?.bytes())).choices[0].message.content;
        return { body: payloadFromValue(completion(`${text} ${word}`)) };
      },
    });
    const { gateway } = gatewayWith([append('one'), append('two')]);
    expect(await textOf(gateway)).toBe('m: hi one two');
  });

  test('that reads a body sees the upstream’s failure as such, not as a mistake of the client', async () => {
    const { gateway } = gatewayWith(
      [
        {
          name: 'reader',
          onResponse(_ctx, { body }) {
            body?.json();
            return undefined;
          },
        },
      ],
      { step: () => jsonReply('{"choices": oops}') },
    );
    expect((await gateway.fetch(postChat())).status).toBe(502);
  });
});

describe('onError', () => {
  const busy: Step = () =>
    Promise.reject(
      new UpstreamError('Busy.', { provider: 'a', upstreamStatus: 503, retryAfterMs: 4000 }),
    );

  test('replaces what the client sees, one after the other; observers see what happened', async () => {
    const { gateway, events } = gatewayWith(
      [
        {
          name: 'one',
          onError: (_ctx, { message }) =>
            new GatewayError('unavailable', `${message} one`, { headers: { 'retry-after': '9' } }),
        },
        { name: 'none', onError: () => undefined },
        {
          name: 'two',
          onError: (_ctx, { message }) => new GatewayError('rate_limit_exceeded', `${message} two`),
        },
      ],
      { step: busy, retry: { maxAttempts: 1 } },
    );
    const response = await gateway.fetch(postChat());
    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({
      error: {
        message: 'Busy. one two',
        type: 'rate_limit_error',
        param: null,
        code: 'rate_limit_exceeded',
      },
    });
    expect(events.settled).toMatchObject([{ status: 429, error: { message: 'Busy.' } }]);
  });

  test('hears of every refusal, on every path', async () => {
    const heard: string[] = [];
    const { gateway } = gatewayWith(
      [
        {
          name: 'ear',
          onError: (ctx, { code }) => void heard.push(`${ctx.path} ${code}`) as undefined,
        },
      ],
      { step: busy, retry: { maxAttempts: 1 } },
    );
    await gateway.fetch(ask('GET', '/nowhere'));
    await gateway.fetch(ask('PUT', '/health'));
    await gateway.fetch(postJson('/v1/embeddings', '{'));
    await gateway.fetch(postChat());
    expect(heard).toEqual([
      '/nowhere not_found',
      '/health method_not_allowed',
      '/v1/embeddings invalid_json',
      '/v1/chat/completions upstream_error',
    ]);
  });

  test('that fails itself leaves the error as it was, and is logged', async () => {
    const { gateway, log } = gatewayWith(
      [
        {
          name: 'broken',
          onError() {
            throw new Error('oops');
          },
        },
      ],
      { step: busy, retry: { maxAttempts: 1 } },
    );
    const response = await gateway.fetch(postChat());
    expect([response.status, (await response.json()).error.message]).toEqual([503, 'Busy.']);
    expect(log.lines).toMatchObject([{ level: 'error', message: 'An onError hook failed.' }]);
  });
});

describe('what a hook throws by mistake', () => {
  const oops = () => {
    throw new Error('secret detail');
  };
  const phases: Hooks[] = [
    { name: 'authenticate', authenticate: oops },
    { name: 'onRequest', onRequest: oops },
    { name: 'wrapRun', wrapRun: oops },
    { name: 'wrapAttempt', wrapAttempt: oops },
    { name: 'onResponse', onResponse: oops },
    { name: 'a rejecting onRequest', onRequest: async () => oops() },
  ];

  test.each(
    phases.flatMap((hook) => bothWays.map((members) => [hook.name, hook, members] as const)),
  )('is a plain 500, logged with the request’s id: %s', async (_, hook, members) => {
    const { gateway, log, events } = gatewayWith([hook]);
    const response = await gateway.fetch(postChat(members, { 'x-request-id': 'find-me' }));
    expect(response.status).toBe(500);
    expect(response.headers.get('x-request-id')).toBe('find-me');
    expect(await response.text()).not.toContain('secret detail');
    expect(log.lines).toMatchObject([
      { level: 'error', fields: { requestId: 'find-me', cause: { message: 'secret detail' } } },
    ]);
    expect(events.settled).toMatchObject([{ outcome: 'failed', status: 500 }]);
  });

  test('a refusal of its own is shown as it is', async () => {
    const { gateway, log } = gatewayWith([
      {
        name: 'budget',
        onRequest() {
          throw new GatewayError('rate_limit_exceeded', 'Budget used up.', {
            headers: { 'retry-after': '60' },
          });
        },
      },
    ]);
    const response = await gateway.fetch(postChat({ stream: true }));
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await response.json()).error.message).toBe('Budget used up.');
    expect(log.lines).toEqual([]);
  });
});

describe('state between phases', () => {
  const started = createContextKey<number>('started');

  test('is typed, belongs to one call, and passes from hook to hook', async () => {
    const seen: (number | undefined)[] = [];
    const { gateway } = gatewayWith([
      {
        name: 'writer',
        onRequest(ctx) {
          seen.push(ctx.get(started));
          ctx.set(started, seen.length);
          return undefined;
        },
      },
      { name: 'reader', onResponse: (ctx) => void seen.push(ctx.get(started)) as undefined },
    ]);
    await textOf(gateway);
    await textOf(gateway, { stream: true });
    expect(seen).toEqual([undefined, 1, undefined, 3]);
  });

  test('under two keys of the same description stays apart', async () => {
    const other = createContextKey<number>('started');
    const seen: unknown[] = [];
    const { gateway } = gatewayWith([
      {
        name: 'both',
        onRequest(ctx) {
          ctx.set(started, 1);
          seen.push(ctx.get(other));
          return undefined;
        },
      },
    ]);
    await textOf(gateway);
    expect(seen).toEqual([undefined]);
  });
});

test('a hook is typed by the api it looks at: a typo does not compile', () => {
  const hook: Hooks = {
    name: 'typed',
    onRequest(ctx) {
      if (ctx.api !== 'embeddings') return undefined;
      const { input } = ctx.request.json();
      expectTypeOf(input).not.toBeAny();
      // @ts-expect-error: embeddings have no messages.
      ctx.request.json().messages;
      // @ts-expect-error: a word that no request has.
      ctx.request.with({ modle: 'm' });
      // @ts-expect-error: the value is read-only at every level.
      ctx.request.json().model = 'm';
      return { request: ctx.request.with({ model: 'm' }) };
    },
  };
  const key = createContextKey<number>('count');
  type Get = Parameters<NonNullable<Hooks['onResponse']>>[0]['get'];
  expectTypeOf<ReturnType<typeof get>>().toEqualTypeOf<number | undefined>();
  function get(from: Get) {
    return from(key);
  }
  // @ts-expect-error: a phase that does not exist.
  const misspelt: Hooks = { name: 'x', onReponse: () => undefined };
  expect([hook.name, misspelt.name]).toEqual(['typed', 'x']);
});
