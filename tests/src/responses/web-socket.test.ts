/** G24: the same responses over a WebSocket, one after the other. */
import { serveWebSocket } from '@gw/adapter-node/websocket';
import { createGateway, type GatewayRequest } from '@gw/core';
import { createGate, cutMidStream, gated, neverAnswers, status } from '@gw/testkit/upstream';
import { describe, expect, it, vi } from 'vitest';
import type { House } from '../support/house.ts';
import { until } from '../support/until.ts';
import { faultsOfEvents } from './support/oracle.ts';
import { scenarios } from './support/scenarios.ts';
import { chatOnly, native, setups } from './support/setups.ts';
import { type Message, openSocket } from './support/socket.ts';
import { toldTo } from './support/told.ts';

const body = { model: 'test-model', input: 'one' };
const setupsHere = setups.filter(({ target }) => target === native || target === chatOnly);

const idOf = (turn: readonly Message[]) =>
  String((turn.at(-1)?.response as { id?: string } | undefined)?.id);

const envelope = (code: number, error: object) => ({
  type: 'error',
  status: code,
  error: {
    type: 'invalid_request_error',
    message: expect.stringMatching(/\S/),
    ...error,
  },
});

describe.each(setups.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  it('tells every kind of answer as messages, without [DONE]', async () => {
    await using house = await setup.open({ serve: { webSocket: serveWebSocket } });
    const socket = await openSocket(house);
    for (const scenario of scenarios.filter(setup.plays)) {
      setup.script(house, scenario);
      const told = await socket.turn({ model: 'test-model', ...scenario.request });
      expect([scenario.name, faultsOfEvents(told, scenario.exceptions)]).toEqual([
        scenario.name,
        [],
      ]);
    }
    expect(JSON.stringify(socket.received)).not.toContain('[DONE]');
  });
});

describe.each(setupsHere.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  const open = async () => {
    const house = await setup.open({
      serve: { webSocket: serveWebSocket },
      retry: { maxAttempts: 1 },
    });
    return { house, socket: await openSocket(house) };
  };

  it('messages that come at once are answered one after the other, in their order', async () => {
    const { house, socket } = await open();
    await using _house = house;
    const gate = createGate();
    house.upstream.script(gated(gate));
    const inputs = ['one', 'two', 'three'];
    for (const input of inputs) socket.send({ type: 'response.create', ...body, input });
    await until('the first is asked', () => house.upstream.requests.length === 1);
    gate.open();
    const turns = await socket.turns(3);
    expect(turns.flatMap((turn) => faultsOfEvents(turn))).toEqual([]);
    expect(house.upstream.requests.map(toldTo)).toEqual(inputs.map((input) => [`user: ${input}`]));
    for (const [at, turn] of turns.entries()) {
      expect(JSON.stringify(turn.at(-1))).toContain(`You wrote: ${inputs[at]}`);
    }
    // The second was asked only when the first was over.
    const [first, second] = house.upstream.requests;
    expect(second?.receivedAtMs).toBeGreaterThan(first?.receivedAtMs ?? Infinity);
  });

  it.each([
    ['stream', true],
    ['stream', false],
    ['stream_options', { include_obfuscation: false }],
    ['background', false],
  ])('"%s" has no place in a message (%j)', async (name, value) => {
    const { house, socket } = await open();
    await using _house = house;
    const told = await socket.turn({ ...body, [name]: value });
    expect(told).toEqual([envelope(400, { param: name, code: 'unsupported_parameter' })]);
    expect((await socket.turn(body)).at(-1)?.type).toBe('response.completed');
  });

  it.each([
    ['{"type":', { code: 'invalid_json', param: null }],
    ['[]', { code: 'invalid_request', param: null }],
    ['{}', { code: 'missing_required_parameter', param: 'type' }],
    ['{"type":"response.destroy"}', { code: 'invalid_value', param: 'type' }],
    ['{"type":"response.create"}', { code: 'missing_required_parameter', param: 'model' }],
    [
      '{"type":"response.create","model":"m","input":"x","previous_response_id":"resp_missing"}',
      { code: 'previous_response_not_found', param: 'previous_response_id' },
    ],
  ])('%s is told in an envelope, and the connection stays', async (text, error) => {
    const { house, socket } = await open();
    await using _house = house;
    socket.send(text);
    expect(await socket.turns(1)).toEqual([[envelope(400, error)]]);
    expect(socket.isOpen).toBe(true);
    expect((await socket.turn(body)).at(-1)?.type).toBe('response.completed');
  });

  it('a failure is told once: in an envelope before the response began, else as response.failed', async () => {
    const { house, socket } = await open();
    await using _house = house;
    house.upstream.script(status(500, { message: 'Told so.' }));
    expect(await socket.turn(body)).toEqual([
      envelope(500, { type: 'server_error', code: expect.any(String), param: null }),
    ]);
    house.upstream.script(cutMidStream({ afterFrames: 6, how: 'fin' }));
    const told = await socket.turn(body);
    expect(told.at(-1)?.type).toBe('response.failed');
    expect(told.filter(({ type }) => type === 'error')).toEqual([]);
    expect((await socket.turn(body)).at(-1)?.type).toBe('response.completed');
  });

  it('store: false goes on where it was made, and nowhere else', async () => {
    const { house, socket } = await open();
    await using _house = house;
    const first = idOf(await socket.turn({ ...body, store: false }));
    const other = await openSocket(house);
    const next = { ...body, input: 'two', previous_response_id: first };
    const missing = envelope(400, {
      code: 'previous_response_not_found',
      param: 'previous_response_id',
    });
    expect(await other.turn(next)).toEqual([missing]);
    expect((await house.send('/responses', { body: next })).status).toBe(400);
    const second = await socket.turn({ ...next, store: false });
    expect(second.at(-1)?.type).toBe('response.completed');
    expect(toldTo(house.upstream.requests.at(-1))).toEqual([
      'user: one',
      'assistant: You wrote: one',
      'user: two',
    ]);
    // Only the latest one lives with the connection.
    expect(await socket.turn(next)).toEqual([missing]);
  });

  it('a stored response goes on over every connection, and over HTTP', async () => {
    const { house, socket } = await open();
    await using _house = house;
    // A native upstream's ids follow from what it is asked.
    const id = idOf(await socket.turn({ ...body, input: 'stored one' }));
    const other = await openSocket(house);
    const next = { ...body, input: 'two', previous_response_id: id };
    expect((await other.turn(next)).at(-1)?.type).toBe('response.completed');
    expect((await house.send('/responses', { body: next })).status).toBe(200);
    socket.close();
    await until('it is closed', () => !socket.isOpen);
    expect((await other.turn(next)).at(-1)?.type).toBe('response.completed');
  });

  it.each<[string, (house: House) => void, object]>([
    ['the upstream refuses', (house) => house.upstream.script(status(400)), {}],
    ['the request is wrong', () => undefined, { max_output_tokens: 1 }],
    [
      'it breaks off',
      (house) => house.upstream.script(cutMidStream({ afterFrames: 6, how: 'fin' })),
      {},
    ],
  ])('a continuation that fails evicts what it named: %s', async (_name, spoil, members) => {
    const { house, socket } = await open();
    await using _house = house;
    const id = idOf(await socket.turn({ ...body, store: false }));
    const next = { ...body, input: 'two', store: false, previous_response_id: id };
    spoil(house);
    const failed = await socket.turn({ ...next, ...members });
    expect(failed.at(-1)?.type).toMatch(/^(error|response\.failed)$/);
    expect(await socket.turn(next)).toEqual([
      envelope(400, { code: 'previous_response_not_found', param: 'previous_response_id' }),
    ]);
  });

  it('when the client goes, the upstream is let go, and what waits is never asked', async () => {
    const { house, socket } = await open();
    await using _house = house;
    house.upstream.script(neverAnswers());
    socket.send({ type: 'response.create', ...body });
    socket.send({ type: 'response.create', ...body });
    await house.upstream.nextRequest();
    socket.close();
    await until('the upstream is let go', () => house.upstream.openStreams() === 0);
    expect(house.upstream.requests).toHaveLength(1);
    expect(house.upstream.requests[0]?.outcome).toBe('aborted');
  });
});

describe('a connection', () => {
  it('ends after 60 minutes, and says why', async () => {
    vi.useFakeTimers();
    try {
      const gateway = createGateway({ logger: { warn() {}, error() {} } });
      const sent: unknown[] = [];
      const end = vi.fn();
      const { session } = await gateway.connect(handshake(), {
        send: (text) => void sent.push(JSON.parse(text)),
        end,
      });
      await vi.advanceTimersByTimeAsync(60 * 60_000 - 1);
      expect([sent, session && end.mock.calls.length]).toEqual([[], 0]);
      await vi.advanceTimersByTimeAsync(1);
      expect(sent).toEqual([
        envelope(400, { code: 'websocket_connection_limit_reached', param: null }),
      ]);
      expect(end).toHaveBeenCalledOnce();
      await gateway.close();
    } finally {
      vi.useRealTimers();
    }
  });
});

function handshake(): GatewayRequest {
  return {
    method: 'GET',
    path: '/v1/responses',
    query: '',
    headers: { host: 'gateway.test' },
    readBody: async () => new Uint8Array(),
    async *bodyStream() {},
    signal: new AbortController().signal,
  };
}
