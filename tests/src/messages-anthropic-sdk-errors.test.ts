import Anthropic from '@anthropic-ai/sdk';
import { apiKeys, GatewayError } from '@gw/core';
import {
  always,
  compose,
  cutMidStream,
  hangsMidStream,
  neverAnswers,
  normal,
  paced,
  status,
} from '@gw/testkit/upstream';
import { anthropicError, anthropicErrorInStream } from '@gw/testkit/wires';
import { describe, expect, it } from 'vitest';
import { expectCancelled } from './support/expect-cancelled.ts';
import type { HouseOptions } from './support/house.ts';
import {
  type MessagesHouse,
  onEveryWire,
  openMessagesHouse,
  refusalOf,
  request,
  type Wire,
} from './support/messages-house.ts';

const retryOff = { 'x-gw-retry': 'off' };
const throwing = (error: Error): HouseOptions['use'] => [
  {
    name: 'throws',
    onRequest() {
      throw error;
    },
  },
];

interface ErrorCase {
  readonly name: string;
  readonly errorClass: typeof Anthropic.APIError | typeof Anthropic.InternalServerError;
  readonly options?: Omit<HouseOptions, 'provider' | 'providerIds'>;
  readonly body?: object;
  readonly expected: object;
  /** In the message. */
  readonly names?: string;
}

const ours: readonly ErrorCase[] = [
  {
    name: 'a missing field is a 400 that names it',
    errorClass: Anthropic.BadRequestError,
    body: { max_tokens: undefined },
    expected: { status: 400, type: 'invalid_request_error' },
    names: 'max_tokens',
  },
  {
    name: 'a wrong key is a 401',
    errorClass: Anthropic.AuthenticationError,
    options: { use: [apiKeys({ 'sk-right': 'acme' })] },
    expected: { status: 401, type: 'authentication_error' },
  },
  {
    name: 'what a hook forbids is a 403',
    errorClass: Anthropic.PermissionDeniedError,
    options: { use: throwing(new GatewayError('permission_denied', 'Not on Sundays.')) ?? [] },
    expected: { status: 403, type: 'permission_error' },
    names: 'Not on Sundays.',
  },
  {
    name: 'an unknown model is a 404',
    errorClass: Anthropic.NotFoundError,
    options: { models: { known: 'main/test-model' } },
    expected: { status: 404, type: 'not_found_error' },
    names: 'test-model',
  },
  {
    name: 'a body over the limit is a 413',
    errorClass: Anthropic.ContentTooLargeError,
    options: { maxBodyBytes: 20 },
    expected: { status: 413, type: 'request_too_large' },
  },
  {
    name: 'a limit of a hook is a 429',
    errorClass: Anthropic.RateLimitError,
    options: { use: throwing(new GatewayError('rate_limit_exceeded', 'Slow down.')) ?? [] },
    expected: { status: 429, type: 'rate_limit_error' },
  },
  {
    name: 'what nobody expected is a plain 500',
    errorClass: Anthropic.InternalServerError,
    options: { use: throwing(new Error('postgres://user:password@db')) ?? [] },
    expected: { status: 500, type: 'api_error' },
  },
];

describe("Anthropic's SDK: error classes", () => {
  it.each(ours)('$name', async ({ errorClass, options = {}, body, expected, names = '' }) => {
    await using house = await openMessagesHouse('messages', options);
    const error = await refusalOf(house.anthropic.messages.create({ ...request, ...body }));
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject(expected);
    expect(error.apiMessage).toContain(names);
    expect(error.requestID).toMatch(/^req_/);
    expect(error.error).toMatchObject({ type: 'error', request_id: error.requestID });
    expect(error.message).not.toContain('password');
    expect(house.upstream.requests).toHaveLength(0);
  });
});

/** How each upstream would tell it. */
function refuses(wire: Wire, code: number, message: string, retryAfterSeconds?: number) {
  const retryAfter = retryAfterSeconds === undefined ? {} : { retryAfter: retryAfterSeconds };
  if (wire !== 'messages') return status(code, { message, ...retryAfter });
  return anthropicError(code, { message, ...(retryAfterSeconds && { retryAfterSeconds }) });
}

/** Frames in front of the first content. */
const framesBefore = { messages: 3, responses: 4, chat: 1 } satisfies Readonly<
  Record<Wire, number>
>;

onEveryWire("Anthropic's SDK: what goes wrong upstream", (wire) => {
  const create = (house: MessagesHouse, options: object = {}) =>
    house.anthropicClient(options).messages.create(request);

  it.each([
    [400, Anthropic.BadRequestError, 'invalid_request_error'],
    [404, Anthropic.NotFoundError, 'not_found_error'],
    [413, Anthropic.ContentTooLargeError, 'request_too_large'],
    [429, Anthropic.RateLimitError, 'rate_limit_error'],
    [500, Anthropic.InternalServerError, 'api_error'],
    [529, Anthropic.OverloadedError, 'overloaded_error'],
  ])('a %i keeps its class and its words', async (code, errorClass, type) => {
    await using house = await openMessagesHouse(wire);
    house.upstream.script(refuses(wire, code, 'Their words.'));
    const error = await refusalOf(create(house, { defaultHeaders: retryOff }));
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ status: code, type, apiMessage: 'Their words.' });
    expect(error.requestID).toMatch(/^req_/);
  });

  it('a refusal of our key is a 502 in our words', async () => {
    await using house = await openMessagesHouse(wire);
    house.upstream.script(refuses(wire, 401, 'invalid x-api-key: sk-up***9b'));
    const error = await refusalOf(create(house));
    expect(error).toMatchObject({ status: 502, type: 'api_error' });
    expect(error.message).not.toContain('sk-up');
  });

  it('a long rest that it wants is told to the client', async () => {
    await using house = await openMessagesHouse(wire);
    house.upstream.script(refuses(wire, 429, 'Slow down.', 60));
    const error = await refusalOf(create(house));
    expect(error).toBeInstanceOf(Anthropic.RateLimitError);
    expect(error.headers?.get('retry-after')).toBe('60');
    expect(house.upstream.requests).toHaveLength(1);
  });

  it('the gateway tries again, and the SDK not once more', async () => {
    await using house = await openMessagesHouse(wire);
    const busy = refuses(wire, 503, 'Busy.');
    house.upstream.script(busy, busy, normal());
    const error = await refusalOf(create(house, { maxRetries: 2 }));
    expect(error).toMatchObject({ status: 503 });
    expect(error.headers?.get('x-should-retry')).toBe('false');
    expect(house.upstream.requests).toHaveLength(2);
  });

  it('the SDK tries again where the gateway is told not to', async () => {
    await using house = await openMessagesHouse(wire);
    const busy = status(529, { headers: { 'retry-after-ms': '5' } });
    house.upstream.script(busy, busy, normal());
    await create(house, { maxRetries: 2, defaultHeaders: retryOff });
    expect(house.upstream.requests).toHaveLength(3);
  });

  it('a stream that breaks off throws behind what had come', async () => {
    await using house = await openMessagesHouse(wire);
    house.upstream.script(cutMidStream({ afterFrames: framesBefore[wire] + 2, how: 'fin' }));
    const running = house.anthropic.messages.stream(request);
    const error = await refusalOf(running.finalMessage());
    expect(error).toMatchObject({ status: undefined, type: 'api_error' });
    expect(error.requestID).toMatch(/^req_/);
    expect(running.currentMessage?.content).toMatchObject([{ text: 'You wrote:' }]);
  });

  it.each([
    ['before it has answered', false],
    ['in the middle of a stream', true],
  ])('a client that leaves %s stops the upstream', async (_name, streams) => {
    await using house = await openMessagesHouse(wire);
    house.upstream.script(streams ? hangsMidStream(framesBefore[wire] + 2) : neverAnswers());
    const controller = new AbortController();
    const running = house.anthropic.messages.stream(request, { signal: controller.signal });
    if (streams) running.on('text', () => controller.abort());
    const failed = expect(running.done()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await house.upstream.nextRequest();
    if (!streams) controller.abort();
    await failed;
    await expectCancelled(house);
  });
});

describe("Anthropic's SDK: an overload inside a stream of Anthropic's", () => {
  it('before any content is asked again, unseen', async () => {
    await using house = await openMessagesHouse('messages');
    house.upstream.script(anthropicErrorInStream(2, 'Overloaded'), normal());
    const message = await house.anthropic.messages.stream(request).finalMessage();
    expect(message.content).toMatchObject([{ text: 'You wrote: one two three' }]);
    expect(house.upstream.requests).toHaveLength(2);
  });

  it('is asked elsewhere, also of an upstream that speaks another api', async () => {
    const models = { '*': ['main', 'spare'] };
    await using house = await openMessagesHouse({ main: 'messages', spare: 'chat' }, { models });
    house.upstream.script(always(anthropicErrorInStream(2, 'Overloaded')));
    const message = await house.anthropic.messages.stream(request).finalMessage();
    expect(message.content).toMatchObject([{ text: 'You wrote: one two three' }]);
    expect(house.upstreamOf('spare').requests).toHaveLength(1);
  });

  it('after content is thrown, by its own name', async () => {
    await using house = await openMessagesHouse('messages');
    house.upstream.script(compose(anthropicErrorInStream(5, 'Overloaded'), paced(5)));
    const running = house.anthropic.messages.stream(request);
    const error = await refusalOf(running.finalMessage());
    expect(error).toMatchObject({ type: 'overloaded_error', apiMessage: 'Overloaded' });
    expect(running.currentMessage?.content).toMatchObject([{ text: 'You wrote:' }]);
    expect(house.upstream.requests).toHaveLength(1);
  });
});
