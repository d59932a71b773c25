import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gatewayRequest } from '../__fixtures__/requests.ts';
import type { GatewayReply, GatewayRequest } from './door.ts';
import { GatewayError } from './errors.ts';
import { errorReply } from './render-error.ts';
import { createSession, type SessionOptions } from './session.ts';

const encoder = new TextEncoder();

const frame = (type: string, members: object = {}) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
const whole = (id: string) =>
  `${frame('response.created', { id })}${frame('response.completed', { id })}data: [DONE]\n\n`;

function stream(...pieces: string[]): GatewayReply {
  const body = async function* () {
    for (const piece of pieces) yield encoder.encode(piece);
  };
  return { status: 200, headers: [], body: body() };
}

const create = (members: object = {}) => JSON.stringify({ type: 'response.create', ...members });

async function bodyOf(request: GatewayRequest): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(await request.readBody(1e6)));
}

/** A session whose messages are collected; each is told by its type, and its id or code. */
function openSession(
  answer: SessionOptions['answer'],
  options: Partial<Omit<SessionOptions, 'answer'>> = {},
) {
  const messages: string[] = [];
  const log = { warn: vi.fn(), error: vi.fn() };
  const end = vi.fn();
  const session = createSession({
    origin: gatewayRequest('GET', '/v1/responses'),
    maxMessageBytes: 1_000,
    answer,
    end,
    log,
    send: (text) => {
      const { type, id, error } = JSON.parse(text);
      messages.push(`${type} ${error?.code ?? id}`);
    },
    ...options,
  });
  const until = (last: string) => vi.waitFor(() => expect(messages.at(-1)).toBe(last));
  return { session, messages, end, log, until };
}

/** An answer that waits until it is let go, and tells of each request. */
function gated() {
  const requests: GatewayRequest[] = [];
  const gates: PromiseWithResolvers<GatewayReply>[] = [];
  const answer = (request: GatewayRequest) => {
    const gate = Promise.withResolvers<GatewayReply>();
    requests.push(request);
    gates.push(gate);
    return gate.promise;
  };
  return {
    requests,
    answer,
    open: (turn: number, reply = stream(whole(`${turn}`))) => gates[turn]?.resolve(reply),
  };
}

describe('a session', () => {
  test('answers one message after the other, in their order', async () => {
    const { answer, requests, open } = gated();
    const { session, messages, until } = openSession(answer);
    session.receive(create({ input: 'a' }));
    session.receive(create({ input: 'b' }));
    expect(requests.length).toBe(1);
    open(0);
    await until('response.completed 0');
    await vi.waitFor(() => expect(requests.length).toBe(2));
    open(1);
    await until('response.completed 1');
    expect(messages).toEqual([
      'response.created 0',
      'response.completed 0',
      'response.created 1',
      'response.completed 1',
    ]);
    session.close();
    await session.done;
  });

  test('asks as a client over HTTP would, on behalf of the one who connected', async () => {
    const { answer, requests } = gated();
    const waitUntil = vi.fn();
    const origin: GatewayRequest = {
      ...gatewayRequest('GET', '/v1/responses', {
        headers: {
          authorization: 'Bearer key',
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-key': 'a2V5',
          'sec-websocket-protocol': 'secret',
          'content-length': '0',
          'x-request-id': 'conn',
          'user-agent': 'test',
        },
      }),
      query: 'a=b',
      remoteAddress: '10.0.0.1',
      context: { user: 'u' },
      waitUntil,
    };
    const { session } = openSession(answer, { origin });
    session.receive('{"type":"response.create","model":"m","n":12345678901234567890}');
    const [request] = requests as [GatewayRequest];
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/responses',
      query: 'a=b',
      remoteAddress: '10.0.0.1',
      context: { user: 'u' },
      waitUntil,
    });
    expect(request.headers).toEqual({
      authorization: 'Bearer key',
      'content-type': 'application/json',
      'user-agent': 'test',
      'x-request-id': 'conn.1',
    });
    const text = '{"model":"m","n":12345678901234567890,"stream":true}';
    expect(new TextDecoder().decode(await request.readBody(100))).toBe(text);
    await expect(request.readBody(10)).rejects.toMatchObject({ code: 'body_too_large' });
    for await (const piece of request.bodyStream())
      expect(new TextDecoder().decode(piece)).toBe(text);
    session.close();
  });

  test('gives each turn an id of its own, plain even if the connection has a long one', async () => {
    const ids: unknown[] = [];
    const origin = gatewayRequest('GET', '/', { headers: { 'x-request-id': 'x'.repeat(128) } });
    const answer = async ({ headers }: GatewayRequest) => {
      ids.push(headers['x-request-id']);
      return stream(whole(`${ids.length}`));
    };
    const { session, until } = openSession(answer, { origin });
    session.receive(create());
    session.receive(create());
    await until('response.completed 2');
    expect(ids).toEqual([`${'x'.repeat(112)}.1`, `${'x'.repeat(112)}.2`]);
    session.close();
  });

  test('goes on after messages that it cannot answer, each refused in its turn', async () => {
    const { answer, open, requests } = gated();
    const { session, messages, until } = openSession(answer);
    session.receive(create());
    session.receive('{');
    session.receive('{"type":"response.steer"}');
    session.receive(Uint8Array.of(1));
    session.receive(create({ stream: true }));
    session.receive(create({ input: 'x'.repeat(1_000) }));
    session.receive(create());
    expect(messages).toEqual([]);
    open(0);
    await vi.waitFor(() => expect(requests.length).toBe(2));
    open(1);
    await until('response.completed 1');
    expect(messages).toEqual([
      'response.created 0',
      'response.completed 0',
      'error invalid_json',
      'error invalid_value',
      'error invalid_request',
      'error unsupported_parameter',
      'error body_too_large',
      'response.created 1',
      'response.completed 1',
    ]);
    session.close();
  });

  test('refuses what does not fit into its queue', async () => {
    const { answer, open, requests } = gated();
    const { session, messages, until } = openSession(answer, { maxQueued: 1 });
    for (const input of ['runs', 'waits', 'too many', 'too many'])
      session.receive(create({ input }));
    open(0);
    await vi.waitFor(() => expect(requests.length).toBe(2));
    open(1);
    await until('error websocket_queue_full');
    await vi.waitFor(() => expect(messages.length).toBe(6));
    expect(messages.slice(-3)).toEqual([
      'response.completed 1',
      'error websocket_queue_full',
      'error websocket_queue_full',
    ]);
    session.close();
  });

  test('tells an error reply as an envelope with all that HTTP would have told', async () => {
    const sent: string[] = [];
    const message = "Previous response with id 'resp_missing' not found.";
    const param = 'previous_response_id';
    const error = new GatewayError('previous_response_not_found', message, { param });
    const { session } = openSession(async () => errorReply(error, []), {
      send: (text) => void sent.push(text),
    });
    session.receive(create());
    await vi.waitFor(() => expect(sent.length).toBe(1));
    expect(JSON.parse(sent[0] ?? '')).toEqual({
      type: 'error',
      status: 400,
      error: { type: 'invalid_request_error', code: 'previous_response_not_found', message, param },
    });
    session.close();
  });

  test.each([
    ['no JSON', { status: 503, headers: [], body: 'busy' }, 503],
    ['no body', { status: 404, headers: [], body: null }, 404],
    ['JSON of its own', { status: 429, headers: [], body: encoder.encode('{"error":null}') }, 429],
    ['a stream with an error status', { ...stream(whole('x')), status: 500 }, 500],
    ['no stream where one was asked for', { status: 200, headers: [], body: '{"id":"x"}' }, 500],
  ])('tells also a reply that has %s', async (_, reply, status) => {
    const sent: string[] = [];
    const { session } = openSession(async () => reply, { send: (text) => void sent.push(text) });
    session.receive(create());
    await vi.waitFor(() => expect(sent.length).toBe(1));
    expect(JSON.parse(sent[0] ?? '')).toMatchObject({
      type: 'error',
      status,
      error: { message: `The response failed with status ${status}.`, param: null },
    });
    session.close();
  });

  test('tells and logs what nobody expected, and goes on', async () => {
    let calls = 0;
    const answer = async () => {
      if (++calls === 1) throw new TypeError('a secret');
      return stream(whole(`${calls}`));
    };
    const { session, messages, log, until } = openSession(answer);
    session.receive(create());
    session.receive(create());
    await until('response.completed 2');
    expect(messages[0]).toBe('error internal_error');
    expect(log.error).toHaveBeenCalledOnce();
    session.close();
  });

  test('tells a stream that breaks', async () => {
    const body = async function* () {
      yield encoder.encode(frame('response.created', { id: 'x' }));
      throw new GatewayError('upstream_timeout', 'Too slow.');
    };
    const { session, messages, until } = openSession(async () => ({
      status: 200,
      headers: [],
      body: body(),
    }));
    session.receive(create());
    await until('error upstream_timeout');
    expect(messages.length).toBe(2);
    session.close();
  });

  test('reads on only when the client has taken what was sent', async () => {
    let reads = 0;
    const body = async function* () {
      for (const type of ['response.created', 'response.in_progress', 'response.completed']) {
        reads++;
        yield encoder.encode(frame(type));
      }
    };
    const taken: (() => void)[] = [];
    const send = () => new Promise<void>((resolve) => taken.push(resolve));
    const { session } = openSession(async () => ({ status: 200, headers: [], body: body() }), {
      send,
    });
    session.receive(create());
    for (const count of [1, 2, 3]) {
      await vi.waitFor(() => expect(taken.length).toBe(count));
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(reads).toBe(count);
      taken.at(-1)?.();
    }
    session.close();
    await session.done;
  });
});

describe('a failed continuation', () => {
  const failing = [
    ['an error reply', () => errorReply(new GatewayError('model_not_found', 'No.'), [])],
    ['response.failed', () => stream(frame('response.created') + frame('response.failed'))],
    ['a stream that ends early', () => stream(frame('response.created'))],
  ] as const;

  test.each(failing)('evicts what it named, with %s', async (_, reply) => {
    const store = { evict: vi.fn() };
    const { session, messages } = openSession(async () => reply(), { store });
    session.receive(create({ previous_response_id: 'resp_1' }));
    await vi.waitFor(() => expect(messages.length).toBeGreaterThan(0));
    await vi.waitFor(() => expect(store.evict.mock.calls).toEqual([['resp_1']]));
    session.close();
  });

  test('evicts also when the message was refused', async () => {
    const store = { evict: vi.fn() };
    const { session, until } = openSession(async () => stream(whole('x')), { store });
    session.receive(create({ previous_response_id: 'resp_1', background: true }));
    await until('error unsupported_parameter');
    expect(store.evict.mock.calls).toEqual([['resp_1']]);
    session.close();
  });

  test('is none when it succeeds, or names nothing', async () => {
    const store = { evict: vi.fn() };
    const answer = async (request: GatewayRequest) => {
      const { input } = await bodyOf(request);
      return input === 'fail' ? { status: 500, headers: [], body: null } : stream(whole('x'));
    };
    const { session, until } = openSession(answer, { store });
    session.receive(create({ input: 'fail' }));
    session.receive(create({ input: 'fail', previous_response_id: null }));
    session.receive(create({ previous_response_id: 'resp_1' }));
    await until('response.completed x');
    session.close();
    await session.done;
    expect(store.evict).not.toHaveBeenCalled();
  });
});

describe('close', () => {
  test('aborts what runs, drops what waits and says nothing more', async () => {
    const { answer, requests, open } = gated();
    const { session, messages, end } = openSession(answer);
    session.receive(create());
    session.receive(create());
    session.close();
    await session.done;
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true]);
    expect(requests[0]?.signal.reason).toMatchObject({ code: 'client_closed_request' });
    open(0);
    session.receive(create());
    session.finish();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(requests.length).toBe(1);
    expect(messages).toEqual([]);
    expect(end).not.toHaveBeenCalled();
  });

  test('lets a stream go that waits for more, once', async () => {
    const returned = vi.fn();
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        async return() {
          returned();
          return { done: true as const, value: undefined };
        },
      }),
    };
    const { session } = openSession(async () => ({ status: 200, headers: [], body }));
    session.receive(create());
    await new Promise((resolve) => setTimeout(resolve, 5));
    session.close();
    await session.done;
    expect(returned).toHaveBeenCalledOnce();
  });

  test('lets a reply go that comes too late', async () => {
    const gate = Promise.withResolvers<GatewayReply>();
    const returned = vi.fn();
    const { session } = openSession(() => gate.promise);
    session.receive(create());
    session.close();
    await session.done;
    const iterator = { next: vi.fn(), return: returned };
    gate.resolve({ status: 200, headers: [], body: { [Symbol.asyncIterator]: () => iterator } });
    await vi.waitFor(() => expect(returned).toHaveBeenCalledOnce());
    expect(iterator.next).not.toHaveBeenCalled();
  });

  test('does not wait for a client that takes nothing', async () => {
    const send = vi.fn(() => new Promise<never>(() => {}));
    const { session } = openSession(async () => stream(whole('x')), { send });
    session.receive(create());
    await vi.waitFor(() => expect(send).toHaveBeenCalled());
    session.close();
    await session.done;
  });

  test('aborts no turn that has ended', async () => {
    const signals: AbortSignal[] = [];
    const answer = async ({ signal }: GatewayRequest) => {
      signals.push(signal);
      return stream(whole('x'));
    };
    const { session, until } = openSession(answer);
    session.receive(create());
    await until('response.completed x');
    await new Promise((resolve) => setTimeout(resolve, 5));
    session.close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });
});

describe('a send that fails', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('gone');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('gone');
      },
    ],
  ])('ends the session: it %s', async (_, send) => {
    const { answer, open, requests } = gated();
    const { session, end } = openSession(answer, { send });
    session.receive(create());
    session.receive(create());
    open(0);
    await session.done;
    expect(end).toHaveBeenCalledOnce();
    expect(requests.length).toBe(1);
  });
});

describe('finish', () => {
  test('ends an idle session without a word', async () => {
    const { session, messages, end } = openSession(async () => stream(whole('x')));
    session.finish();
    await session.done;
    expect(end).toHaveBeenCalledOnce();
    expect(messages).toEqual([]);
  });

  test('lets the running response end, and tells that others were dropped', async () => {
    const { answer, open, requests } = gated();
    const { session, messages, end } = openSession(answer);
    session.receive(create());
    session.receive(create());
    session.finish();
    session.receive(create());
    expect(end).not.toHaveBeenCalled();
    open(0);
    await session.done;
    expect(messages).toEqual(['response.created 0', 'response.completed 0', 'error unavailable']);
    expect(end).toHaveBeenCalledOnce();
    expect(requests.length).toBe(1);
  });

  test('is overtaken by close', async () => {
    const { answer, requests } = gated();
    const { session, messages, end } = openSession(answer);
    session.receive(create());
    session.receive(create());
    session.finish();
    session.close();
    await session.done;
    expect(requests[0]?.signal.aborted).toBe(true);
    expect(messages).toEqual([]);
    expect(end).not.toHaveBeenCalled();
  });

  test('ends the session also where the last word cannot be said', async () => {
    const { answer, open } = gated();
    const sent = vi.fn((text: string) => {
      if (text.includes('unavailable')) throw new Error('gone');
    });
    const { session, end } = openSession(answer, { send: sent });
    session.receive(create());
    session.receive(create());
    session.finish();
    open(0);
    await session.done;
    expect(end).toHaveBeenCalledOnce();
  });
});

describe('the life of a connection', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('ends after 60 minutes', async () => {
    const { session, messages, end } = openSession(async () => stream(whole('x')));
    await vi.advanceTimersByTimeAsync(3_600_000 - 1);
    expect(end).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await session.done;
    expect(messages).toEqual(['error websocket_connection_limit_reached']);
    expect(end).toHaveBeenCalledOnce();
  });

  test('lasts until the running response has ended; what waits is dropped', async () => {
    const { answer, open } = gated();
    const { session, messages, end } = openSession(answer, { maxLifeMs: 100 });
    session.receive(create());
    session.receive(create());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(messages).toEqual([]);
    open(0);
    await session.done;
    expect(messages).toEqual([
      'response.created 0',
      'response.completed 0',
      'error websocket_connection_limit_reached',
    ]);
    expect(end).toHaveBeenCalledOnce();
  });

  test('may be without end', async () => {
    const { session, end } = openSession(async () => stream(whole('x')), {
      maxLifeMs: Number.POSITIVE_INFINITY,
    });
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(end).not.toHaveBeenCalled();
    session.close();
  });

  test('leaves no timer behind', () => {
    openSession(async () => stream(whole('x'))).session.close();
    openSession(async () => stream(whole('x'))).session.finish();
    expect(vi.getTimerCount()).toBe(0);
  });
});
