import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { completion, frameByFrame, jsonReply, streamOf } from '../__fixtures__/chat-wire.ts';
import { readTale, textOfReply } from '../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { handleChat, postChat } from '../__fixtures__/requests.ts';
import { type Step, scriptedProvider, untilAborted } from '../__fixtures__/scripted-provider.ts';
import { GatewayError, UpstreamError, type UpstreamErrorOptions } from './errors.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';

const refusal = (
  upstreamStatus: number,
  message = 'No.',
  options: Partial<UpstreamErrorOptions> = {},
) => new UpstreamError(message, { provider: 'acme', upstreamStatus, ...options });
const says =
  (text: string): Step =>
  () =>
    jsonReply(completion(text));
const fails =
  (status: number, message?: string): Step =>
  () =>
    Promise.reject(refusal(status, message));

/** A gateway whose model `m` leads to these providers, one after the other, with next to no pauses. */
function gatewayOver(
  scripts: Record<string, Step | readonly Step[]>,
  options: GatewayOptions = {},
) {
  const providers = Object.entries(scripts).map(([id, steps]) => scriptedProvider(id, steps));
  const events = recordEvents();
  const log = recordLog();
  const { use = [], retry, ...rest } = options;
  const gateway = createGateway({
    providers,
    models: { m: providers.map(({ id }) => id) },
    use: [...use, events],
    retry: { backoffMs: 1, ...retry },
    logger: log,
    ...rest,
  });
  return { gateway, events, log, calls: () => providers.map(({ calls }) => calls.length) };
}

async function ask(gateway: ReturnType<typeof gatewayOver>['gateway'], headers = {}, members = {}) {
  const response = await gateway.fetch(postChat(members, headers));
  const text = await response.text();
  const { choices, error } = response.headers.get('content-type')?.startsWith('application/json')
    ? JSON.parse(text)
    : { choices: undefined, error: undefined };
  return { response, status: response.status, text: choices?.[0]?.message.content, error };
}

describe('a failure that may pass', () => {
  test('is followed by another try at the same target, which the client does not see', async () => {
    const { gateway, events } = gatewayOver({ a: [fails(503), says('hi')], b: says('b') });
    const { status, text, response } = await ask(gateway);
    expect([status, text]).toEqual([200, 'hi']);
    expect(response.headers.has('x-should-retry')).toBe(false);
    expect(events.attempts).toEqual(['a1 503', 'a2 ok']);
    expect(events.settled).toMatchObject([
      { outcome: 'completed', origin: { provider: 'a', model: 'm' } },
    ]);
  });

  test('that stays is followed by the next target', async () => {
    const { gateway, events } = gatewayOver({ a: fails(500), b: says('b') });
    expect((await ask(gateway)).text).toBe('b');
    expect(events.attempts).toEqual(['a1 500', 'a2 500', 'b3 ok']);
    expect(events.settled).toMatchObject([{ origin: { provider: 'b' } }]);
  });

  test('costs no more calls than the budget, over all targets together', async () => {
    const scripts = { a: fails(500), b: fails(502), c: fails(503), d: says('d') };
    const defaults = gatewayOver(scripts);
    expect((await ask(defaults.gateway)).status).toBe(500);
    expect(defaults.calls()).toEqual([2, 1, 0, 0]);

    const wide = gatewayOver(scripts, { retry: { maxAttempts: 5, maxAttemptsPerTarget: 1 } });
    expect((await ask(wide.gateway)).text).toBe('d');
    expect(wide.calls()).toEqual([1, 1, 1, 1]);

    const single = gatewayOver(scripts, { retry: { maxAttempts: 1 } });
    await ask(single.gateway);
    expect(single.calls()).toEqual([1, 0, 0, 0]);
  });

  test('everywhere shows the client the last error of the first target, and observers all of them', async () => {
    const { gateway, events } = gatewayOver({
      a: [fails(500, 'first'), fails(503, 'first again')],
      b: fails(504, 'second'),
    });
    const { status, error } = await ask(gateway);
    expect([status, error.message]).toEqual([503, 'first again']);
    expect(events.attempts).toEqual(['a1 500', 'a2 503', 'b3 504']);
    expect(events.settled).toMatchObject([{ outcome: 'failed', status: 503 }]);
  });

  test('that we have already repeated asks the client not to repeat it again', async () => {
    const repeated = await ask(gatewayOver({ a: fails(503) }).gateway);
    expect(repeated.response.headers.get('x-should-retry')).toBe('false');
    const once = await ask(gatewayOver({ a: fails(503) }, { retry: { maxAttempts: 1 } }).gateway);
    expect(once.response.headers.has('x-should-retry')).toBe(false);
  });

  test('that is a refused key asks the client not to repeat it, which would not help', async () => {
    const refused = await ask(gatewayOver({ a: fails(401) }).gateway);
    expect(refused.response.headers.get('x-should-retry')).toBe('false');
  });

  test('is repeated for a stream as for a JSON reply', async () => {
    const stream: Step = () => frameByFrame(streamOf('hi'));
    const { gateway, events } = gatewayOver({ a: fails(429), b: [fails(503), stream] });
    const response = await gateway.fetch(postChat({ stream: true }));
    expect(readTale(await response.text()).text).toBe('hi');
    expect(events.attempts).toEqual(['a1 429', 'b2 503', 'b3 ok']);
  });
});

describe('a refusal of the request', () => {
  test.each([400, 404, 405, 413, 422])(
    '%i is final: no other try, no other target',
    async (status) => {
      const { gateway, calls } = gatewayOver({
        a: fails(status, 'Bad temperature.'),
        b: says('b'),
      });
      const reply = await ask(gateway);
      expect([reply.status, reply.error.message]).toEqual([status, 'Bad temperature.']);
      expect(reply.response.headers.has('x-should-retry')).toBe(false);
      expect(calls()).toEqual([1, 0]);
    },
  );
});

describe('a refusal of our credentials', () => {
  test.each([401, 403])('%i goes to the next target at once', async (status) => {
    const { gateway, events } = gatewayOver({
      a: fails(status, 'Bad key sk-secret'),
      b: says('b'),
    });
    expect((await ask(gateway)).text).toBe('b');
    expect(events.attempts).toEqual(['a1 502', 'b2 ok']);
  });

  test('with no target left is a 502 in our own words', async () => {
    const { gateway, calls } = gatewayOver({ a: fails(401, 'Bad key sk-secret') });
    const { status, error } = await ask(gateway);
    expect(status).toBe(502);
    expect(error.code).toBe('upstream_authentication_error');
    expect(JSON.stringify(error)).not.toContain('sk-secret');
    expect(calls()).toEqual([1]);
  });
});

describe('a caller’s switches', () => {
  const scripts = () => ({ a: fails(500), b: says('b') });

  test('x-gw-retry: off asks each target once', async () => {
    const { gateway, calls } = gatewayOver(scripts());
    expect((await ask(gateway, { 'x-gw-retry': 'off' })).text).toBe('b');
    expect(calls()).toEqual([1, 1]);
  });

  test('x-gw-fallback: off asks one target alone', async () => {
    const { gateway, calls } = gatewayOver(scripts());
    expect((await ask(gateway, { 'x-gw-fallback': 'off' })).status).toBe(500);
    expect(calls()).toEqual([2, 0]);
  });

  test('both off ask once', async () => {
    const { gateway, calls } = gatewayOver(scripts());
    const { response } = await ask(gateway, { 'x-gw-fallback': 'off', 'x-gw-retry': 'OFF' });
    expect(calls()).toEqual([1, 0]);
    // The caller retries by itself, so it may.
    expect(response.headers.has('x-should-retry')).toBe(false);
  });

  test('hold inside a stream too, and for an error event before the first content', async () => {
    const error = { kind: 'event', event: { error: { message: 'Overloaded' } } } as const;
    const { gateway, calls } = gatewayOver({ a: () => frameByFrame([error]), b: says('b') });
    const headers = { 'x-gw-retry': 'off', 'x-gw-fallback': 'off' };
    const response = await gateway.fetch(postChat({ stream: true }, headers));
    expect([response.status, (await response.json()).error.message]).toEqual([502, 'Overloaded']);
    expect(calls()).toEqual([1, 0]);
  });

  test('are also a hook’s to set', async () => {
    const { gateway, calls } = gatewayOver(scripts(), {
      use: [
        {
          name: 'once',
          onRequest(ctx) {
            ctx.switches.retry = false;
            return undefined;
          },
        },
      ],
    });
    await ask(gateway);
    expect(calls()).toEqual([1, 1]);
  });

  test.each(['no', 'false', ''])(
    'that are neither on nor off (%j) are refused before anybody is asked',
    async (value) => {
      const { gateway, calls } = gatewayOver(scripts());
      const { status, error } = await ask(gateway, { 'x-gw-retry': value });
      expect([status, error.param, error.code]).toEqual([400, 'x-gw-retry', 'invalid_value']);
      expect(calls()).toEqual([0, 0]);
    },
  );
});

describe('targets that cannot carry the request', () => {
  const onlyEmbeddings = { capabilities: { apis: ['embeddings'] } } as const;

  test('are passed over', async () => {
    const { gateway, calls } = gatewayOver(
      { a: says('a'), b: says('b') },
      { models: { m: [{ provider: 'a', ...onlyEmbeddings }, 'b'] } },
    );
    expect((await ask(gateway)).text).toBe('b');
    expect(calls()).toEqual([0, 1]);
  });

  test('all of them: the client gets the first one’s refusal', async () => {
    const { gateway, events, calls } = gatewayOver(
      { a: says('a'), b: says('b') },
      {
        models: {
          m: [
            { provider: 'a', model: 'one', ...onlyEmbeddings },
            { provider: 'b', model: 'two', ...onlyEmbeddings },
          ],
        },
      },
    );
    const { status, error } = await ask(gateway);
    expect(status).toBe(400);
    expect(error).toEqual({
      message: 'The model "one" of provider "a" cannot serve /v1/chat/completions.',
      type: 'invalid_request_error',
      param: 'model',
      code: 'unsupported_api',
    });
    expect(calls()).toEqual([0, 0]);
    expect(events.attempts).toEqual([]);
  });

  test('because of what is in it are passed over too, whoever finds out', async () => {
    const cannot =
      (name: string): Step =>
      () =>
        Promise.reject(
          new GatewayError('unsupported_parameter', `${name} has no n.`, { param: 'n' }),
        );
    const { gateway } = gatewayOver({ a: cannot('a'), b: says('b') });
    expect((await ask(gateway)).text).toBe('b');
    const { gateway: none } = gatewayOver({ a: cannot('a'), b: cannot('b') });
    expect(await ask(none)).toMatchObject({
      status: 400,
      error: { message: 'a has no n.', param: 'n' },
    });
    const { gateway: failing } = gatewayOver({ a: cannot('a'), b: fails(503, 'busy') });
    expect((await ask(failing)).error.message).toBe('busy');
  });

  test('do not hide the failure of one that could', async () => {
    const { gateway } = gatewayOver(
      { a: says('a'), b: fails(503, 'busy') },
      { models: { m: [{ provider: 'a', ...onlyEmbeddings }, 'b'] } },
    );
    expect((await ask(gateway)).error.message).toBe('busy');
  });
});

describe('what a hook throws', () => {
  test.each<[string, Error, number]>([
    ['an error of its own', new Error('my bug'), 500],
    [
      'an error that a provider could have thrown',
      new GatewayError('upstream_unreachable', 'x'),
      502,
    ],
    ['a refusal', new GatewayError('permission_denied', 'Not today.'), 403],
  ])('around an attempt is never repeated: %s', async (_, thrown, status) => {
    for (const isAfter of [false, true]) {
      const { gateway, calls, events } = gatewayOver(
        { a: says('a'), b: says('b') },
        {
          use: [
            {
              name: 'broken',
              async wrapAttempt(_ctx, _attempt, next) {
                if (isAfter) await next();
                throw thrown;
              },
            },
          ],
        },
      );
      expect((await ask(gateway)).status).toBe(status);
      expect(calls()).toEqual([isAfter ? 1 : 0, 0]);
      expect(events.attempts).toEqual([`a1 ${status}`]);
    }
  });

  test('in place of the provider’s failure is final too', async () => {
    const { gateway, calls } = gatewayOver(
      { a: fails(503), b: says('b') },
      {
        use: [
          {
            name: 'judge',
            wrapAttempt: (_ctx, _attempt, next) =>
              next().catch(() => {
                throw new GatewayError('rate_limit_exceeded', 'Enough.');
              }),
          },
        ],
      },
    );
    expect((await ask(gateway)).status).toBe(429);
    expect(calls()).toEqual([1, 0]);
  });

  test('on as it came from the provider is the provider’s failure, and repeated', async () => {
    const { gateway, calls } = gatewayOver(
      { a: fails(503), b: says('b') },
      {
        use: [
          {
            name: 'logger',
            async wrapAttempt(_ctx, _attempt, next) {
              try {
                return await next();
              } catch (error) {
                expect(error).toBeInstanceOf(UpstreamError);
                throw error;
              }
            },
          },
        ],
      },
    );
    expect((await ask(gateway)).text).toBe('b');
    expect(calls()).toEqual([2, 1]);
  });
});

describe('a provider that is broken itself', () => {
  test.each<[string, Step]>([
    [
      'throws at once',
      () => {
        throw new TypeError('x of undefined');
      },
    ],
    ['rejects with a text', () => Promise.reject('sk-secret')],
    ['rejects with nothing', () => Promise.reject()],
    ['answers with nothing', () => undefined as never],
  ])('and %s gives a plain 500, logged with the request’s id', async (_, step) => {
    const { gateway, log, calls } = gatewayOver({ a: step, b: says('b') });
    const { status, error } = await ask(gateway, { 'x-request-id': 'find-me' });
    expect([status, error.code, error.message]).toEqual([
      500,
      'internal_error',
      'The gateway had an internal error.',
    ]);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { requestId: 'find-me' } }]);
    expect(calls()).toEqual([1, 0]);
  });
});

describe('each target', () => {
  test('gets the client’s bytes with its own model and overrides, in its own wire names', async () => {
    const providers = [scriptedProvider('a', fails(500)), scriptedProvider('b', says('b'))];
    const gateway = createGateway({
      providers,
      models: {
        m: [
          { provider: 'a', model: 'm', overrides: { temperature: 0 } },
          { provider: 'b', model: 'big', overrides: { max_tokens: 5, seed: null } },
        ],
      },
      retry: { maxAttemptsPerTarget: 1 },
    });
    const body =
      '{"seed": 12345678901234567890,"model" : "m", "messages":[{"role":"user","content":"\\u0068i"}],"temperature":1.0}';
    await gateway.fetch(
      new Request('http://gw.test/v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    );
    expect(providers.map(({ calls }) => calls[0]?.text)).toEqual([
      body.replace('"temperature":1.0', '"temperature":0'),
      `${body.replace('"m"', '"big"').replace('12345678901234567890', 'null').slice(0, -1)},"max_tokens":5}`,
    ]);
    expect(providers.map(({ calls }) => calls[0]?.model)).toEqual(['m', 'big']);
  });

  test('that failed often is asked last for a while', async () => {
    const { gateway, events } = gatewayOver(
      { a: fails(500), b: says('b') },
      { cooldown: { failures: 2 } },
    );
    await ask(gateway);
    await ask(gateway);
    expect(events.attempts).toEqual(['a1 500', 'a2 500', 'b3 ok', 'b1 ok']);
  });

  test('is not blamed for a request that was wrong', async () => {
    const { gateway, events } = gatewayOver(
      { a: [fails(400), fails(400), fails(422), says('a')], b: says('b') },
      { cooldown: { failures: 1 } },
    );
    for (let call = 0; call < 4; call++) await ask(gateway);
    expect(events.attempts.at(-1)).toBe('a1 ok');
  });
});

test('a target is not blamed for what a hook threw, or for a client that left', async () => {
  let isBroken = true;
  const { gateway, events } = gatewayOver(
    { a: [untilAborted, says('a')], b: says('b') },
    {
      cooldown: { failures: 1 },
      use: [
        {
          name: 'broken at first',
          wrapAttempt(_ctx, _attempt, next) {
            if (isBroken) throw new GatewayError('upstream_unreachable', 'x');
            return next();
          },
        },
      ],
    },
  );
  await ask(gateway);
  isBroken = false;
  await gateway.handle(handleChat({}, AbortSignal.timeout(5)));
  expect((await ask(gateway)).text).toBe('a');
  expect(events.attempts.at(-1)).toBe('a1 ok');
});

describe('time', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('between two tries passes as the upstream asked', async () => {
    const limited: Step = () => Promise.reject(refusal(429, 'Slow down.', { retryAfterMs: 3000 }));
    const { gateway, calls } = gatewayOver({ a: [limited, says('hi')] });
    const reply = ask(gateway);
    await vi.advanceTimersByTimeAsync(2999);
    expect(calls()).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await reply).text).toBe('hi');
  });

  test('is not spent waiting where another target is free', async () => {
    const limited: Step = () => Promise.reject(refusal(429, 'Slow down.', { retryAfterMs: 3000 }));
    const { gateway } = gatewayOver({ a: limited, b: says('b') });
    expect((await ask(gateway)).text).toBe('b');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that the upstream wants is longer than we wait: the client is told', async () => {
    const limited: Step = () =>
      Promise.reject(refusal(429, 'Slow down.', { retryAfterMs: 60_500 }));
    const { response, status } = await ask(gatewayOver({ a: limited }).gateway);
    expect([status, response.headers.get('retry-after')]).toEqual([429, '61']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([false, true])(
    'stops when the client leaves during a pause (stream: %s)',
    async (stream) => {
      const { gateway, calls, events } = gatewayOver(
        { a: fails(503), b: says('b') },
        { retry: { backoffMs: 5000 } },
      );
      const client = new AbortController();
      const reply = gateway.handle(handleChat({ stream }, client.signal));
      await vi.advanceTimersByTimeAsync(10);
      client.abort();
      expect((await reply).status).toBe(499);
      expect(vi.getTimerCount()).toBe(0);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(calls()).toEqual([1, 0]);
      expect(events.settled).toMatchObject([{ outcome: 'cancelled' }]);
    },
  );
});

describe('a client that left', () => {
  test.each([false, true])(
    'before its call began costs no upstream call (stream: %s)',
    async (stream) => {
      const { gateway, calls, events } = gatewayOver({ a: says('a') });
      const reply = await gateway.handle(handleChat({ stream }, AbortSignal.abort()));
      expect(reply.status).toBe(499);
      // What had begun goes on behind the reply, but not as far as the upstream.
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(calls()).toEqual([0]);
      expect(events.settled).toMatchObject([
        { outcome: 'cancelled', error: { code: 'client_closed_request' } },
      ]);
    },
  );

  test.each([false, true])(
    'while the upstream thinks stops it, and no other is asked (stream: %s)',
    async (stream) => {
      const client = new AbortController();
      const { gateway, calls, events } = gatewayOver({
        a: (call) => {
          setTimeout(() => client.abort(), 1);
          return untilAborted(call);
        },
        b: says('b'),
      });
      const reply = await gateway.handle(handleChat({ stream }, client.signal));
      expect(reply.status).toBe(499);
      expect(JSON.parse(await textOfReply(reply)).error.code).toBe('client_closed_request');
      expect(calls()).toEqual([1, 0]);
      expect(events.settled).toMatchObject([{ outcome: 'cancelled', status: 499 }]);
    },
  );

  test.each([false, true])(
    'does not wait for a provider that does not hear the signal (stream: %s)',
    async (stream) => {
      const client = new AbortController();
      const { gateway, events } = gatewayOver({
        a: () => {
          setTimeout(() => client.abort(), 1);
          return new Promise(() => {});
        },
      });
      const reply = await gateway.handle(handleChat({ stream }, client.signal));
      expect(reply.status).toBe(499);
      expect(events.settled).toHaveLength(1);
    },
    2000,
  );
});
