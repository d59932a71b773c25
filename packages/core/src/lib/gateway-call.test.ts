import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { completion, frameByFrame, jsonReply, streamOf } from '../__fixtures__/chat-wire.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { handleChat, postChat } from '../__fixtures__/requests.ts';
import { type Step, scriptedProvider, untilAborted } from '../__fixtures__/scripted-provider.ts';
import { apiKeys } from './api-keys.ts';
import type { ApiContext } from './context.ts';
import { UpstreamError } from './errors.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import type { Hooks } from './hooks.ts';
import { payloadFromValue } from './payload.ts';

const vectors = {
  object: 'list',
  data: [],
  model: 'v',
  usage: { prompt_tokens: 4, total_tokens: 4 },
};

/** A gateway whose hook makes a call of its own before each chat. */
function gatewayWith(
  inner: (ctx: ApiContext) => Promise<unknown>,
  options: GatewayOptions & { step?: Step } = {},
) {
  const { step, use = [], ...rest } = options;
  const embedder = scriptedProvider('embedder', step ?? (() => jsonReply(vectors)));
  const chatter = scriptedProvider('chatter', () => jsonReply(completion('hi')));
  const events = recordEvents();
  const answers: unknown[] = [];
  const hook: Hooks = {
    name: 'inner call',
    async onRequest(ctx) {
      if (ctx.api === 'chat') answers.push(await inner(ctx));
      return undefined;
    },
  };
  const gateway = createGateway({
    providers: [chatter, embedder],
    models: { m: 'chatter', v: 'embedder/vectors' },
    use: [...use, hook, events],
    logger: recordLog(),
    retry: { backoffMs: 1 },
    ...rest,
  });
  return { gateway, embedder, events, answers };
}

const embed = (ctx: ApiContext, signal?: AbortSignal) =>
  ctx.call('embeddings', { model: 'v', input: 'x' }, signal && { signal });

describe('a call that a hook makes', () => {
  test('goes through registry and attempts, and gives the answer', async () => {
    const { gateway, embedder, answers, events } = gatewayWith((ctx) => embed(ctx));
    expect((await gateway.fetch(postChat())).status).toBe(200);
    expect(embedder.calls).toMatchObject([
      { api: 'embeddings', model: 'vectors', body: { model: 'vectors', input: 'x' } },
    ]);
    expect(answers).toMatchObject([
      { status: 200, origin: { provider: 'embedder', model: 'vectors' } },
    ]);
    expect((answers[0] as { json: { json(): object } }).json.json()).toEqual(vectors);
    expect(events.settled).toMatchObject([
      {
        outcome: 'completed',
        api: 'embeddings',
        model: 'v',
        usage: { inputTokens: 4, estimated: false },
      },
      { outcome: 'completed', api: 'chat', model: 'm' },
    ]);
  });

  test('takes a payload as well as a value, and keeps its bytes', async () => {
    const { gateway, embedder } = gatewayWith((ctx) =>
      ctx.call('embeddings', payloadFromValue({ model: 'v', input: 'x', extra: 1 } as never)),
    );
    await gateway.fetch(postChat());
    expect(embedder.calls[0]?.body).toEqual({ model: 'vectors', input: 'x', extra: 1 });
  });

  test('belongs to the same tenant, without another authentication', async () => {
    let asked = 0;
    const counting: Hooks = {
      name: 'counting',
      authenticate() {
        asked++;
        return undefined;
      },
    };
    const { gateway, events } = gatewayWith((ctx) => embed(ctx), {
      use: [counting, apiKeys({ 'sk-a': 'red' })],
      models: { m: 'chatter', v: { targets: ['embedder/vectors'], tenants: ['red'] } },
    });
    expect((await gateway.fetch(postChat({}, { 'api-key': 'sk-a' }))).status).toBe(200);
    expect(events.contexts.map(({ identity }) => identity.tenant)).toEqual(Array(4).fill('red'));
    expect(asked).toBe(1);
  });

  test('has an id of its own that leads back to the call it was made for', async () => {
    const { gateway, embedder, events } = gatewayWith((ctx) => embed(ctx));
    await gateway.fetch(postChat({}, { 'x-request-id': 'outer' }));
    expect(embedder.calls[0]?.requestId).toMatch(/^outer\.[0-9a-f]{8}$/);
    expect(new Set(events.contexts.map(({ requestId }) => requestId))).toEqual(
      new Set(['outer', embedder.calls[0]?.requestId]),
    );
  });

  test('is repeated like any other, and its failure is the hook’s to handle', async () => {
    const refusal = new UpstreamError('Busy.', { provider: 'embedder', upstreamStatus: 503 });
    const { gateway, embedder, answers, events } = gatewayWith(
      (ctx) => embed(ctx).catch((error) => error),
      {
        step: () => Promise.reject(refusal),
      },
    );
    expect((await gateway.fetch(postChat())).status).toBe(200);
    expect(embedder.calls).toHaveLength(2);
    expect(answers).toEqual([refusal]);
    expect(events.settled).toMatchObject([
      { outcome: 'failed', status: 503 },
      { outcome: 'completed' },
    ]);
  });

  test('to a model that is not there is refused as a client would be', async () => {
    const { gateway } = gatewayWith((ctx) =>
      ctx.call('embeddings', { model: 'nowhere', input: 'x' }),
    );
    const response = await gateway.fetch(postChat());
    expect([response.status, (await response.json()).error.code]).toEqual([404, 'model_not_found']);
  });

  test('is no stream, also where the upstream sends one', async () => {
    const chatter = scriptedProvider('chatter', ({ model }) =>
      model === 'inner' ? frameByFrame(streamOf('in', 'ner')) : jsonReply(completion('outer')),
    );
    const texts: unknown[] = [];
    const gateway = createGateway({
      providers: [chatter],
      use: [
        {
          name: 'inner call',
          async onRequest(ctx) {
            if (ctx.model === 'inner') return undefined;
            const answer = await ctx.call('chat', { model: 'inner', messages: [] });
            texts.push(answer.json?.json().choices[0]?.message.content);
            return undefined;
          },
        },
      ],
    });
    await gateway.fetch(postChat({ stream: true }));
    expect(texts).toEqual(['inner']);
  });

  test('ends with the call it was made for', async () => {
    const client = new AbortController();
    const { gateway, embedder, events } = gatewayWith((ctx) => embed(ctx), {
      step: (call) => {
        setTimeout(() => client.abort(), 1);
        return untilAborted(call);
      },
    });
    expect((await gateway.handle(handleChat({}, client.signal))).status).toBe(499);
    expect(embedder.calls[0]?.signal.aborted).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(events.settled.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled']);
  });

  test('ends earlier when its own signal says so; the outer call goes on', async () => {
    const own = new AbortController();
    const { gateway, answers, events } = gatewayWith(
      (ctx) => embed(ctx, own.signal).catch((error) => error),
      {
        step: (call) => {
          setTimeout(() => own.abort(), 1);
          return untilAborted(call);
        },
      },
    );
    expect((await gateway.fetch(postChat())).status).toBe(200);
    expect(answers).toMatchObject([{ code: 'client_closed_request' }]);
    expect(events.settled.map(({ outcome }) => outcome)).toEqual(['cancelled', 'completed']);
    expect(getEventListeners(own.signal, 'abort')).toEqual([]);
  });

  test('does not begin when its own signal has already ended', async () => {
    const { gateway, embedder, answers } = gatewayWith((ctx) =>
      embed(ctx, AbortSignal.abort()).catch((error) => error),
    );
    await gateway.fetch(postChat());
    expect(answers).toMatchObject([{ code: 'client_closed_request' }]);
    expect(embedder.calls).toEqual([]);
  });

  test('leaves nothing on a signal that outlives it', async () => {
    const own = new AbortController();
    const { gateway } = gatewayWith((ctx) => embed(ctx, own.signal));
    for (let call = 0; call < 5; call++) await gateway.fetch(postChat());
    expect(getEventListeners(own.signal, 'abort')).toEqual([]);
  });

  test('in an api that is not there is refused by name', async () => {
    const { gateway, answers } = gatewayWith((ctx) =>
      ctx.call('speech' as never, {} as never).catch((error) => error),
    );
    await gateway.fetch(postChat());
    expect(answers).toMatchObject([
      { code: 'unsupported_api', message: expect.stringContaining('"speech"') },
    ]);
  });
});
