import { apiKeys } from '@gw/core';
import { normal, status } from '@gw/testkit/upstream';
import {
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import { expect, it } from 'vitest';
import { failureOf } from './support/failure-of.ts';
import type { HouseOptions } from './support/house.ts';
import { onBothWays, openResponsesHouse } from './support/responses-house.ts';

const request = { model: 'test-model', input: 'Hi' };

interface ErrorCase {
  readonly name: string;
  readonly errorClass: typeof BadRequestError | typeof AuthenticationError | typeof NotFoundError;
  readonly options?: Omit<HouseOptions, 'provider'>;
  readonly body?: object;
  readonly expected: object;
}

const item = (more: object) => ({ input: [{ role: 'user', content: 'Hi' }, more] });
const output = { type: 'function_call_output', call_id: 'call_7', output: 'x' };

const cases: readonly ErrorCase[] = [
  {
    name: 'a field of the wrong type',
    errorClass: BadRequestError,
    body: { input: 7 },
    expected: { status: 400, param: 'input', type: 'invalid_request_error' },
  },
  {
    name: 'a conversation, which nobody keeps',
    errorClass: BadRequestError,
    body: { conversation: 'conv_1' },
    expected: { status: 400, param: 'conversation', code: 'unsupported_parameter' },
  },
  {
    name: 'a background response',
    errorClass: BadRequestError,
    body: { background: true },
    expected: { status: 400, param: 'background', code: 'unsupported_parameter' },
  },
  {
    name: 'a response that is not there',
    errorClass: BadRequestError,
    body: { previous_response_id: 'resp_missing' },
    expected: {
      status: 400,
      param: 'previous_response_id',
      code: 'previous_response_not_found',
      message: "400 Previous response with id 'resp_missing' not found.",
    },
  },
  {
    name: 'an item that is not there',
    errorClass: BadRequestError,
    body: item({ type: 'item_reference', id: 'msg_missing' }),
    expected: { status: 400, param: 'input[1].id', code: 'unsupported_parameter' },
  },
  {
    name: 'an answer to a call that nobody made',
    errorClass: BadRequestError,
    body: item(output),
    expected: {
      status: 400,
      param: 'input[1].call_id',
      message: '400 No tool call found for function call output with call_id call_7.',
    },
  },
  {
    name: 'an unknown model',
    errorClass: NotFoundError,
    options: { models: { known: 'main/test-model' } },
    expected: { status: 404, code: 'model_not_found', param: 'model' },
  },
  {
    name: 'a wrong key',
    errorClass: AuthenticationError,
    options: { use: [apiKeys({ 'sk-right': 'acme' })] },
    expected: { status: 401, code: 'invalid_api_key' },
  },
];

onBothWays('the openai SDK: errors of responses', (way) => {
  for (const stream of [false, true]) {
    it.each(cases)(
      `$name is refused before anybody is asked, ${stream ? 'streamed' : 'whole'}`,
      async ({ errorClass, options, body, expected }) => {
        await using house = await openResponsesHouse(way, options);
        const call = house.openai.responses.create({ ...request, stream, ...body });
        const error = await failureOf(call);
        expect(error).toBeInstanceOf(errorClass);
        expect(error).toMatchObject(expected);
        expect(error.requestID).toMatch(/^req_/);
        expect(house.upstream.requests).toHaveLength(0);
      },
    );
  }

  it('a 429 is tried again, and told when it stays one', async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(status(429), normal());
    const final = await house.openai.responses.stream(request).finalResponse();
    expect(final.output_text).toBe('You wrote: Hi');
    expect(house.upstream.requests).toHaveLength(2);
    house.upstream.script(status(429), status(429));
    const error = await failureOf(house.openai.responses.create(request));
    expect(error).toBeInstanceOf(RateLimitError);
    await house.validStreams();
  });

  it('the SDK tries again where the gateway is told not to', async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(status(429, { headers: { 'retry-after-ms': '5' } }), normal());
    const defaultHeaders = { 'x-gw-retry': 'off' };
    const client = house.recordedClient({ maxRetries: 1, defaultHeaders });
    const response = await client.responses.create(request);
    expect(response.output_text).toBe('You wrote: Hi');
    expect(house.events.filter(({ type }) => type === 'settled')).toHaveLength(2);
  });

  it("an upstream's words and class are kept", async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(status(400, { message: 'Their words.', code: 'theirs' }));
    const error = await failureOf(house.openai.responses.create(request));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ status: 400, code: 'theirs', message: '400 Their words.' });
  });

  it('an upstream that cannot be reached is a 502', async () => {
    await using house = await openResponsesHouse(way);
    await house.upstream.close();
    const error = await failureOf(house.openai.responses.create(request));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toMatchObject({ status: 502, code: 'upstream_unreachable' });
  });
});
