import {
  type Answer,
  type ApiEvent,
  type ApiRequest,
  type ApiResponse,
  apiKeys,
  createContextKey,
  GatewayError,
  type Hooks,
  type Payload,
  payloadFromValue,
} from '@gw/core';
import { normal, status } from '@gw/testkit/upstream';
import { expect, it } from 'vitest';
import { type Endpoint, isBilled, sentFor } from './support/endpoints.ts';
import { ask, forEachEndpoint } from './support/for-each-endpoint.ts';
import type { House } from './support/house.ts';
import { contentOf, withoutChance } from './support/read-content.ts';
import { refusalFor } from './support/refusals.ts';
import { endsWell } from './support/sse-text.ts';
import { wholeResponse } from './support/whole-response.ts';

type Members = Readonly<Record<string, unknown>>;

/** A request with other members; which of the apis it is, the endpoint knows. */
function edit(request: Payload<ApiRequest>, members: Members): Payload<ApiRequest> {
  return (request as unknown as Payload<Members>).with(members) as unknown as Payload<ApiRequest>;
}

const receivedBy = (house: House, index = 0) =>
  (house.upstream.requests[index]?.json ?? {}) as Members;

const hookResponse = wholeResponse('From the hook.', { id: 'resp_hook', model: 'hook' });

/** The endpoint's response object, saying what no upstream says. */
function responseFor({ api }: Endpoint): ApiResponse {
  const responses: Record<Endpoint['api'], unknown> = {
    chat: {
      id: 'chatcmpl-hook',
      object: 'chat.completion',
      created: 1,
      model: 'hook',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'From the hook.', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    },
    embeddings: {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [0.5, 0.25] }],
      model: 'hook',
      usage: { prompt_tokens: 1, total_tokens: 1 },
    },
    images: {
      created: 1,
      data: [{ b64_json: 'RnJvbQ==' }],
      usage: {
        input_tokens: 1,
        output_tokens: 2,
        total_tokens: 3,
        input_tokens_details: { text_tokens: 1, image_tokens: 0 },
      },
    },
    responses: hookResponse,
    compact: {
      id: 'resp_hook',
      object: 'response.compaction',
      created_at: 1,
      output: hookResponse.output,
      usage: hookResponse.usage,
    },
    input_tokens: { object: 'response.input_tokens', input_tokens: 17 },
    messages: {
      id: 'msg_hook',
      type: 'message',
      role: 'assistant',
      model: 'hook',
      content: [{ type: 'text', text: 'From the hook.', citations: null }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 2 },
    },
    count_tokens: { input_tokens: 17 },
  };
  return responses[api] as ApiResponse;
}

const hookContent: Readonly<Record<Endpoint['api'], string>> = {
  chat: 'From the hook.',
  embeddings: '[0.5,0.25]',
  images: 'RnJvbQ==',
  responses: 'From the hook.',
  compact: 'From the hook.',
  input_tokens: '17',
  messages: 'From the hook.',
  count_tokens: '17',
};

forEachEndpoint('hooks on %s', (_, endpoint, openHouse) => {
  const { api, stream, input, say, request } = endpoint;

  it('authenticate: the tenant is known to later hooks, and strangers do not get through', async () => {
    const tag: Hooks = {
      name: 'tag',
      onRequest: (ctx) => ({ request: edit(ctx.request, { user: ctx.identity.tenant }) }),
    };
    await using house = await openHouse({ use: [apiKeys({ 'sk-a': 'acme' }), tag] });
    const refused = await ask(house, endpoint, { authorization: 'Bearer sk-b' });
    expect(refused.status).toBe(401);
    expect(house.upstream.requests).toHaveLength(0);
    const reply = await ask(house, endpoint, { authorization: 'Bearer sk-a' });
    expect(reply.status).toBe(200);
    expect(receivedBy(house)).toEqual({ ...sentFor(endpoint), user: 'acme' });
  });

  it('onRequest: the upstream gets the edited request, and the client the answer to it', async () => {
    const hook: Hooks = {
      name: 'edit',
      onRequest: (ctx) => ({ request: edit(ctx.request, { [input]: say('edited words') }) }),
    };
    await using house = await openHouse({ use: [hook] });
    const edited = contentOf(endpoint, (await ask(house, endpoint)).text);
    expect(receivedBy(house)).toEqual(sentFor(endpoint, 'edited words'));
    await using plain = await openHouse();
    const asked = { ...endpoint, request: { ...request, [input]: say('edited words') } };
    expect(edited).toBe(contentOf(endpoint, (await ask(plain, asked)).text));
  });

  it('onRequest: several edits add up, by priority and then by registration', async () => {
    const append = (word: string, priority?: number): Hooks => ({
      name: word,
      ...(priority !== undefined && { priority }),
      onRequest(ctx) {
        const { user = '' } = ctx.request.json() as { user?: string };
        return { request: edit(ctx.request, { user: `${user}${word}` }) };
      },
    });
    await using house = await openHouse({ use: [append('c'), append('d'), append('b', -1)] });
    await ask(house, endpoint);
    expect(receivedBy(house).user).toBe('bcd');
  });

  it('onRequest: a rewritten model decides where the call goes', async () => {
    const hook: Hooks = {
      name: 'model',
      onRequest: (ctx) => ({ request: edit(ctx.request, { model: 'other/rewritten' }) }),
    };
    await using house = await openHouse({ use: [hook], providerIds: ['main', 'other'] });
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(200);
    expect(house.upstream.requests).toHaveLength(0);
    expect(house.upstreamOf('other').requests[0]?.json).toMatchObject({ model: 'rewritten' });
  });

  it('onRequest: an answer at once reaches the client in the kind it asked for', async () => {
    const hook: Hooks = {
      name: 'answer',
      onRequest: () => ({ response: responseFor(endpoint) }),
    };
    await using house = await openHouse({ use: [hook] });
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(200);
    expect(contentOf(endpoint, reply.text)).toBe(hookContent[api]);
    expect(house.upstream.requests).toHaveLength(0);
    if (!stream) expect(reply.json()).toEqual(responseFor(endpoint));
    else expect(endsWell(reply.text)).toBe(true);
    const [settled] = await house.settled();
    expect(settled).toMatchObject({ outcome: 'completed', origin: undefined });
  });

  it('wrapRun: another request for the same call, and another answer for a failed one', async () => {
    const hook: Hooks = {
      name: 'run',
      async wrapRun(ctx, next): Promise<Answer> {
        try {
          return await next(edit(ctx.request, { user: 'from-run' }));
        } catch {
          return {
            status: 200,
            headers: {},
            json: payloadFromValue<ApiResponse>(responseFor(endpoint)),
          };
        }
      },
    };
    await using house = await openHouse({ use: [hook] });
    house.upstream.script(normal(), status(400));
    const first = await ask(house, endpoint);
    expect(receivedBy(house).user).toBe('from-run');
    expect(contentOf(endpoint, first.text)).not.toBe(hookContent[api]);
    const second = await ask(house, endpoint);
    expect(second.status).toBe(200);
    expect(contentOf(endpoint, second.text)).toBe(hookContent[api]);
  });

  it('wrapRun: next may be called twice, and only one answer reaches the client', async () => {
    const hook: Hooks = {
      name: 'twice',
      async wrapRun(ctx, next) {
        await next(edit(ctx.request, { user: 'first' }));
        return next(edit(ctx.request, { user: 'second' }));
      },
    };
    await using house = await openHouse({ use: [hook] });
    const reply = await ask(house, endpoint);
    expect([receivedBy(house, 0).user, receivedBy(house, 1).user]).toEqual(['first', 'second']);
    await using plain = await openHouse();
    expect(contentOf(endpoint, reply.text)).toBe(
      contentOf(endpoint, (await ask(plain, endpoint)).text),
    );
  });

  it('wrapAttempt: every attempt goes out as the hook wants it', async () => {
    const hook: Hooks = {
      name: 'attempt',
      wrapAttempt: (_ctx, attempt, next) =>
        next({ ...attempt, request: edit(attempt.request, { user: `attempt-${attempt.number}` }) }),
    };
    await using house = await openHouse({ use: [hook] });
    house.upstream.script(status(503), normal());
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(200);
    expect(house.upstream.requests.map(({ json }) => (json as Members).user)).toEqual([
      'attempt-1',
      'attempt-2',
    ]);
  });

  it('onResponse: headers are replaced, and the body where it is whole', async () => {
    const hook: Hooks = {
      name: 'response',
      onResponse: (_ctx, { body }) => ({
        headers: [['x-added', 'by-hook']],
        ...(body && { body: payloadFromValue<ApiResponse>(responseFor(endpoint)) }),
      }),
    };
    await using house = await openHouse({ use: [hook] });
    const reply = await ask(house, endpoint);
    expect(reply.header('x-added')).toBe('by-hook');
    const content = contentOf(endpoint, reply.text);
    if (stream) expect(content).not.toBe(hookContent[api]);
    else expect(content).toBe(hookContent[api]);
    const [settled] = await house.settled();
    if (!stream) expect(settled?.response).toEqual(responseFor(endpoint));
  });

  it('onChunk: the client gets what the hook returned; JSON passes as it came', async () => {
    const hook: Hooks = { name: 'chunk', onChunk: (event) => shout(event) };
    await using house = await openHouse({ use: [hook] });
    const reply = await ask(house, endpoint);
    await using plain = await openHouse();
    const expected = await ask(plain, endpoint);
    if (!stream) return void expect(withoutChance(reply.text)).toBe(withoutChance(expected.text));
    expect(contentOf(endpoint, reply.text)).toBe(contentOf(endpoint, expected.text).toUpperCase());
    const [settled] = await house.settled();
    expect(JSON.stringify(settled?.response)).toContain(api === 'images' ? 'IVBORW0' : 'YOU WROTE');
  });

  it('onError: the client gets the replacement, and the operator keeps the cause', async () => {
    const hook: Hooks = {
      name: 'error',
      onError: (_ctx, error) =>
        new GatewayError('permission_denied', `Sorry: ${error.code}.`, { param: 'field' }),
    };
    await using house = await openHouse({ use: [hook] });
    house.upstream.script(status(400));
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(403);
    const error = {
      message: 'Sorry: upstream_error.',
      type: 'invalid_request_error',
      param: 'field',
      code: 'permission_denied',
    };
    expect(reply.json()).toEqual(refusalFor(endpoint, 403, error));
    const [settled] = await house.settled();
    expect(settled).toMatchObject({ outcome: 'failed', error: { code: 'upstream_error' } });
  });

  it('observe: knows usage, origin and response of the call', async () => {
    await using house = await openHouse();
    const reply = await ask(house, endpoint);
    const [settled] = await house.settled();
    expect(settled).toMatchObject({
      outcome: 'completed',
      api,
      model: request.model,
      origin: { provider: 'main', model: request.model },
      status: 200,
      stream,
    });
    const told = { estimated: false, totalTokens: expect.any(Number) };
    expect(settled?.usage).toEqual(isBilled(endpoint) ? expect.objectContaining(told) : undefined);
    if (isBilled(endpoint)) expect(settled?.usage?.totalTokens).toBeGreaterThan(0);
    const collected = contentOf({ ...endpoint, stream: false }, JSON.stringify(settled?.response));
    expect(collected).toBe(lastPicture(endpoint, contentOf(endpoint, reply.text)));
  });

  it('state set in one phase is there in the others', async () => {
    const seen = createContextKey<string>('seen');
    const found: unknown[] = [];
    const hook: Hooks = {
      name: 'state',
      authenticate(request, ctx) {
        ctx.set(seen, request.path);
        return { tenant: 't' };
      },
      onResponse: (ctx) => ({ headers: [['x-seen', ctx.get(seen) ?? 'nothing']] }),
      observe: (event, ctx) => void (event.type === 'settled' && found.push(ctx.get(seen))),
    };
    await using house = await openHouse({ use: [hook] });
    const reply = await ask(house, endpoint);
    expect(reply.header('x-seen')).toBe(`/v1${endpoint.path}`);
    await house.settled();
    expect(found).toEqual([`/v1${endpoint.path}`]);
  });
});

/** A stream of images collects to its finished one. */
function lastPicture({ api, stream }: Endpoint, content: string): string {
  return api === 'images' && stream ? (content.split(' ').at(-1) ?? '') : content;
}

function shout(event: ApiEvent): ApiEvent {
  if ('type' in event && event.type === 'response.output_text.delta') {
    return { ...event, delta: event.delta.toUpperCase() };
  }
  if ('type' in event && event.type === 'content_block_delta') {
    const { delta } = event;
    if (delta.type !== 'text_delta') return event;
    return { ...event, delta: { ...delta, text: delta.text.toUpperCase() } };
  }
  if ('b64_json' in event) return { ...event, b64_json: event.b64_json.toUpperCase() };
  if (!('choices' in event)) return event;
  return {
    ...event,
    choices: event.choices.map((choice) => ({
      ...choice,
      delta: {
        ...choice.delta,
        ...(choice.delta.content && { content: choice.delta.content.toUpperCase() }),
      },
    })),
  };
}
