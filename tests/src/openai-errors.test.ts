import { apiKeys, GatewayError } from '@gw/core';
import {
  compose,
  cutMidStream,
  errorEventInside200,
  normal,
  paced,
  status,
} from '@gw/testkit/upstream';
import {
  APIError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from 'openai';
import { describe, expect, it } from 'vitest';
import { type House, type HouseOptions, openHouse } from './support/house.ts';

const request = { model: 'test-model', messages: [{ role: 'user' as const, content: 'Hi' }] };
const retryOff = { 'x-gw-retry': 'off' };

async function failureOf(promise: Promise<unknown>): Promise<APIError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(APIError);
  return thrown as APIError;
}

describe('the openai SDK: error classes', () => {
  interface ErrorCase {
    readonly name: string;
    readonly errorClass: typeof APIError | typeof BadRequestError | typeof InternalServerError;
    readonly options?: HouseOptions;
    readonly body?: object;
    readonly expected: object;
  }
  const throwing = (error: Error): HouseOptions => ({
    use: [
      {
        name: 'throws',
        onRequest() {
          throw error;
        },
      },
    ],
  });
  const ours: readonly ErrorCase[] = [
    {
      name: 'a missing field is a 400 that names it',
      errorClass: BadRequestError,
      body: { messages: undefined },
      expected: { status: 400, param: 'messages', type: 'invalid_request_error' },
    },
    {
      name: 'a field of the wrong type is a 400 that names it',
      errorClass: BadRequestError,
      body: { messages: 'Hi' },
      expected: { status: 400, param: 'messages', type: 'invalid_request_error' },
    },
    {
      name: 'a wrong key is a 401',
      errorClass: AuthenticationError,
      options: { use: [apiKeys({ 'sk-right': 'acme' })] },
      expected: { status: 401, code: 'invalid_api_key' },
    },
    {
      name: 'what a hook forbids is a 403',
      errorClass: PermissionDeniedError,
      options: throwing(new GatewayError('permission_denied', 'Not on Sundays.')),
      expected: { status: 403, code: 'permission_denied', message: '403 Not on Sundays.' },
    },
    {
      name: 'an unknown model is a 404',
      errorClass: NotFoundError,
      options: { models: { known: 'main/test-model' } },
      expected: { status: 404, code: 'model_not_found', param: 'model' },
    },
    {
      name: 'a body over the limit is a 413',
      errorClass: APIError,
      options: { maxBodyBytes: 20 },
      expected: { status: 413, code: 'body_too_large' },
    },
    {
      name: "a hook's own limit is a 429",
      errorClass: RateLimitError,
      options: throwing(new GatewayError('rate_limit_exceeded', 'Slow down.')),
      expected: { status: 429, code: 'rate_limit_exceeded', type: 'rate_limit_error' },
    },
    {
      name: 'what nobody expected is a plain 500',
      errorClass: InternalServerError,
      options: throwing(new Error('postgres://user:password@db')),
      expected: { status: 500, code: 'internal_error', type: 'server_error' },
    },
  ];
  it.each(ours)('$name', async ({ errorClass, options = {}, body, expected }) => {
    await using house = await openHouse(options);
    const call = house.client().chat.completions.create({ ...request, ...body });
    const error = await failureOf(call);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject(expected);
    expect(error.requestID).toMatch(/^req_/);
    expect(error.message).not.toContain('password');
    expect(house.upstream.requests).toHaveLength(0);
  });

  const upstreams: readonly [number, unknown][] = [
    [400, BadRequestError],
    [404, NotFoundError],
    [409, ConflictError],
    [422, UnprocessableEntityError],
    [429, RateLimitError],
    [500, InternalServerError],
    [503, InternalServerError],
  ];
  for (const stream of [false, true]) {
    it.each(upstreams)(
      `an upstream's %i keeps its class and its words, ${stream ? 'streamed' : 'whole'}`,
      async (code, errorClass) => {
        await using house = await openHouse();
        const words = { message: 'Their words.', type: 't', param: 'p', code: 'c' };
        house.upstream.script(status(code, words));
        const call = house
          .client({ defaultHeaders: retryOff })
          .chat.completions.create({ ...request, stream });
        const error = await failureOf(call);
        expect(error).toBeInstanceOf(errorClass);
        const { type, param } = words;
        expect(error).toMatchObject({ status: code, type, param, code: 'c' });
        expect(error.message).toContain('Their words.');
      },
    );
  }

  it.each([401, 403])(
    'an upstream that refuses our key (%i) is a 502 in our words',
    async (code) => {
      await using house = await openHouse();
      house.upstream.script(status(code, { message: 'Incorrect API key provided: sk-up***9b' }));
      const error = await failureOf(house.client().chat.completions.create(request));
      expect(error).toBeInstanceOf(InternalServerError);
      expect(error).toMatchObject({ status: 502, code: 'upstream_authentication_error' });
      expect(error.message).not.toContain('Incorrect API key');
    },
  );

  it('an upstream that nobody listens at is a 502', async () => {
    await using house = await openHouse();
    await house.upstream.close();
    const error = await failureOf(house.client().chat.completions.create(request));
    expect(error).toMatchObject({ status: 502, code: 'upstream_unreachable' });
  });

  it('a stream that fails half-way throws after what had come, chat', async () => {
    await using house = await openHouse();
    house.upstream.script(cutMidStream({ afterFrames: 3, how: 'fin' }));
    const chunks = await house.client().chat.completions.create({ ...request, stream: true });
    let text = '';
    const reading = async () => {
      for await (const chunk of chunks) text += chunk.choices[0]?.delta.content ?? '';
    };
    const error = await failureOf(reading());
    expect(error).toMatchObject({ code: 'upstream_incomplete', type: 'upstream_error' });
    expect(text).toBe('You wrote:');
  });

  it('a stream that fails half-way throws after what had come, images', async () => {
    await using house = await openHouse();
    const error200 = errorEventInside200({ afterFrames: 1, error: { message: 'Overloaded' } });
    house.upstream.script(compose(error200, paced(20)));
    const asked = { model: 'test-image', prompt: 'x', stream: true as const, partial_images: 2 };
    const events = await house.client().images.generate(asked);
    const types: string[] = [];
    const reading = async () => {
      for await (const event of events) types.push(event.type);
    };
    const error = await failureOf(reading());
    expect(error).toMatchObject({ type: 'server_error' });
    expect(error.message).toContain('Overloaded');
    expect(types).toEqual(['image_generation.partial_image']);
  });
});

describe('the openai SDK: who retries', () => {
  const create = (house: House, headers: Record<string, string> = {}) =>
    house.client({ maxRetries: 2, defaultHeaders: headers }).chat.completions.create(request);

  it('the SDK, where the gateway is told not to', async () => {
    await using house = await openHouse();
    house.upstream.script(status(503), status(503), normal());
    await create(house, retryOff);
    expect(house.upstream.requests).toHaveLength(3);
    expect(house.events.filter(({ type }) => type === 'settled')).toHaveLength(3);
  });

  it('the gateway, and then the SDK does not try again: failures are not multiplied', async () => {
    await using house = await openHouse();
    house.upstream.script(status(503), status(503), normal());
    const error = await failureOf(create(house));
    expect(error).toMatchObject({ status: 503 });
    expect(error.headers?.get('x-should-retry')).toBe('false');
    expect(house.upstream.requests).toHaveLength(2);
  });

  it('nobody, after a failure that would only come again', async () => {
    await using house = await openHouse();
    house.upstream.script(status(400), normal());
    await failureOf(create(house));
    expect(house.upstream.requests).toHaveLength(1);
  });

  it('the SDK waits as long as the upstream wanted', async () => {
    await using house = await openHouse();
    house.upstream.script(status(429, { headers: { 'retry-after-ms': '150' } }), normal());
    await create(house, retryOff);
    const [first, second] = house.upstream.requests;
    expect(house.upstream.requests).toHaveLength(2);
    expect((second?.receivedAtMs ?? 0) - (first?.receivedAtMs ?? 0)).toBeGreaterThanOrEqual(145);
  });

  it('the gateway waits as long as the upstream wanted', async () => {
    await using house = await openHouse();
    house.upstream.script(status(429, { headers: { 'retry-after-ms': '150' } }), normal());
    await create(house);
    const [first, second] = house.upstream.requests;
    expect(house.events.filter(({ type }) => type === 'settled')).toHaveLength(1);
    expect((second?.receivedAtMs ?? 0) - (first?.receivedAtMs ?? 0)).toBeGreaterThanOrEqual(145);
  });

  it('nobody at once, when the upstream wants a long rest: the client is told how long', async () => {
    await using house = await openHouse();
    house.upstream.script(status(429, { retryAfter: 60 }));
    const error = await failureOf(house.client().chat.completions.create(request));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error.headers?.get('retry-after')).toBe('60');
    expect(house.upstream.requests).toHaveLength(1);
  });

  it("an upstream's x-should-retry: false is the last word for gateway and SDK", async () => {
    await using house = await openHouse();
    house.upstream.script(status(503, { headers: { 'x-should-retry': 'false' } }), normal());
    await failureOf(create(house));
    expect(house.upstream.requests).toHaveLength(1);
  });

  it("an upstream's x-should-retry: true makes even a 400 worth another try", async () => {
    await using house = await openHouse();
    house.upstream.script(status(400, { headers: { 'x-should-retry': 'true' } }), normal());
    await create(house);
    expect(house.upstream.requests).toHaveLength(2);
  });

  // The SDK repeats every 502 that does not tell it otherwise.
  it('nobody, when the upstream refuses our key: that would only burn more calls', async () => {
    await using house = await openHouse();
    house.upstream.script(status(401), normal());
    await failureOf(create(house));
    expect(house.upstream.requests).toHaveLength(1);
  });
});
