import { apiKeys, localOnly } from '@gw/core';
import {
  createGate,
  cutMidStream,
  failResponse,
  gated,
  hangsMidStream,
  neverAnswers,
} from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { expectCancelled } from './support/expect-cancelled.ts';
import { onBothWays } from './support/responses-house.ts';
import { pause, until } from './support/until.ts';
import { openSocket, openSocketHouse, refusalOf, textOf } from './support/web-socket.ts';

const long = 'one two three four five six seven';

const badMessages: readonly (readonly [name: string, message: string | object, error: object])[] = [
  ['no JSON', '{"type":"response.create"', { code: 'invalid_json' }],
  ['no object', '[1]', { type: 'invalid_request_error' }],
  ['no type', { model: 'test-model', input: 'x' }, { param: 'type' }],
  ['another type', { type: 'session.update' }, { param: 'type' }],
  ['stream', { stream: true }, { param: 'stream', code: 'unsupported_parameter' }],
  ['stream: false', { stream: false }, { param: 'stream', code: 'unsupported_parameter' }],
  ['stream_options', { stream_options: {} }, { param: 'stream_options' }],
  ['background', { background: true }, { param: 'background' }],
  ['a wrong field', { input: 7 }, { param: 'input' }],
  ['no model', { model: undefined }, { param: 'model', code: 'missing_required_parameter' }],
];

onBothWays('a WebSocket: what goes wrong', (way) => {
  it.each(badMessages)('%s is one error, and the socket stays', async (name, message, error) => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    const isWhole = typeof message === 'string' || 'type' in message || name === 'no type';
    if (isWhole) client.send(message);
    else client.create({ input: 'x', ...message });
    const turn = await client.turn();
    expect(turn.events).toEqual([
      { type: 'error', status: 400, error: expect.objectContaining(error) },
    ]);
    expect(Object.keys(turn.last.error as object).sort()).toEqual([
      'code',
      'message',
      'param',
      'type',
    ]);
    expect(house.upstream.requests).toHaveLength(0);
    client.create({ input: 'still here' });
    expect(textOf(await client.turn())).toBe('You wrote: still here');
  });

  it('an unknown response to go on from is exactly this error, and nothing else', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    client.create({ store: false, previous_response_id: 'resp_missing', input: 'x' });
    client.create({ input: 'next' });
    const { events } = await client.turn();
    expect(events).toEqual([
      {
        type: 'error',
        status: 400,
        error: {
          type: 'invalid_request_error',
          code: 'previous_response_not_found',
          message: "Previous response with id 'resp_missing' not found.",
          param: 'previous_response_id',
        },
      },
    ]);
    expect(textOf(await client.turn())).toBe('You wrote: next');
  });

  it('a response that breaks off says so once, with what it had', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    house.upstream.script(cutMidStream({ afterFrames: 7, how: 'fin' }));
    client.create({ input: long });
    const turn = await client.turn();
    expect(turn.last).toMatchObject({
      type: 'response.failed',
      response: {
        status: 'failed',
        output: [{ content: [{ text: expect.stringMatching(/^You wrote:/) }] }],
      },
    });
    expect(turn.events.filter(({ type }) => type === 'error')).toEqual([]);
    await pause(30);
    expect(client.messages).toHaveLength(turn.events.length);
    client.create({ input: 'still here' });
    expect(textOf(await client.turn())).toBe('You wrote: still here');
  });

  it('messages that find no place are refused in their turn', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    const gate = createGate();
    house.upstream.script(gated(gate));
    client.create({ input: 'message 0' });
    await house.upstream.nextRequest();
    for (let at = 1; at <= 18; at++) client.create({ input: `message ${at}` });
    await pause(50);
    gate.open();
    const said: unknown[] = [];
    for (let at = 0; at <= 18; at++) {
      const turn = await client.turn();
      said.push(turn.last.type === 'error' ? turn.last.error : textOf(turn));
    }
    expect(said.slice(0, 17)).toEqual(
      Array.from({ length: 17 }, (_, at) => `You wrote: message ${at}`),
    );
    const full = expect.objectContaining({ code: 'websocket_queue_full' });
    expect(said.slice(17)).toEqual([full, full]);
  });

  it('a client that closes in the middle stops the upstream', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    house.upstream.script(hangsMidStream(6));
    client.create({ input: long });
    await until('there is text', () =>
      client.messages.some(({ type }) => type === 'response.output_text.delta'),
    );
    await client.close();
    await expectCancelled(house);
  });

  it('a client that drops the connection while the upstream thinks stops it too', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    house.upstream.script(neverAnswers());
    client.create({ input: long });
    await house.upstream.nextRequest();
    client.create({ input: 'waits' });
    client.socket.terminate();
    await expectCancelled(house);
    expect(house.upstream.requests).toHaveLength(1);
  });
});

describe('a WebSocket: a response that its upstream calls failed', () => {
  it('ends with response.failed and its reason', async () => {
    await using house = await openSocketHouse('native');
    await using client = await openSocket(house);
    const fails = failResponse({ afterFrames: 7, code: 'server_error', message: 'Out of luck.' });
    house.upstream.script(fails);
    client.create({ input: long });
    expect((await client.turn()).last).toMatchObject({
      type: 'response.failed',
      response: { error: { code: 'server_error', message: 'Out of luck.' } },
    });
  });
});

describe('a WebSocket: who may open one', () => {
  const keys = apiKeys({ 'sk-right': 'acme', 'sk-other': 'globex' });
  const withKey = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

  it('nobody without a key, or with a wrong one: 401 before the handshake', async () => {
    await using house = await openSocketHouse('converted', { use: [keys] });
    for (const options of [{}, withKey('sk-wrong')]) {
      expect(await refusalOf(house, options)).toMatchObject({
        status: 401,
        error: { code: 'invalid_api_key', type: 'invalid_request_error' },
      });
    }
    await using client = await openSocket(house, withKey('sk-right'));
    client.create({ input: 'Hi' });
    expect(textOf(await client.turn())).toBe('You wrote: Hi');
  });

  it('no tenant sees what another one has stored', async () => {
    await using house = await openSocketHouse('converted', { use: [keys] });
    await using acme = await openSocket(house, withKey('sk-right'));
    await using globex = await openSocket(house, withKey('sk-other'));
    acme.create({ input: 'secret' });
    const { response } = (await acme.turn()).last as unknown as { response: { id: string } };
    globex.create({ input: 'tell', previous_response_id: response.id });
    expect((await globex.turn()).last).toMatchObject({
      error: { code: 'previous_response_not_found' },
    });
  });

  it.each([
    ["the adapter's own rule", {}],
    ['localOnly alone', { allowedOrigins: ['*'] }],
  ])('no page of another origin, by %s: 403', async (_, socketOptions) => {
    const options = { use: [localOnly()] };
    await using house = await openSocketHouse('converted', options, socketOptions);
    expect(await refusalOf(house, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      error: { code: 'origin_not_allowed' },
    });
    await using client = await openSocket(house, { origin: house.origin });
    client.create({ input: 'Hi' });
    expect(textOf(await client.turn())).toBe('You wrote: Hi');
  });
});
