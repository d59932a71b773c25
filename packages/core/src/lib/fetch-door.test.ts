import { describe, expect, test } from 'vitest';
import {
  completion,
  eventFrame,
  frameByFrame,
  jsonReply,
  streamOf,
  textChunk,
} from '../__fixtures__/chat-wire.ts';
import { controlledStream } from '../__fixtures__/controlled-stream.ts';
import { readTale } from '../__fixtures__/read-stream.ts';
import { recordEvents } from '../__fixtures__/records.ts';
import { ask, postChat } from '../__fixtures__/requests.ts';
import { type Step, scriptedProvider, untilAborted } from '../__fixtures__/scripted-provider.ts';
import type { Route } from './context.ts';
import type { GatewayRequest } from './door.ts';
import { createGateway, type ModelGateway } from './gateway.ts';
import type { Hooks } from './hooks.ts';

/** A gateway with a route that keeps the requests it gets. */
function gatewayWith(
  handle: Route['handle'] = () => ({ json: 'ok' }),
  step: Step = () => jsonReply(completion('hi')),
) {
  const requests: GatewayRequest[] = [];
  const events = recordEvents();
  const keep: Route['handle'] = (ctx, request, params) => {
    requests.push(request);
    return handle(ctx, request, params);
  };
  const gateway = createGateway({
    providers: [scriptedProvider('a', step)],
    use: [
      {
        name: 'probe',
        routes: (['GET', 'POST', 'PUT'] as const).map((method) => ({
          method,
          path: '/probe/*',
          handle: keep,
        })),
      },
      events,
    ],
  });
  return { gateway, requests, events };
}

describe('a fetch request as the gateway sees it', () => {
  test('has its parts in their places', async () => {
    const { gateway, requests } = gatewayWith();
    const request = new Request('http://gateway.test:81/probe/a%20b/c?x=1&y=%20#hash', {
      method: 'PUT',
      headers: [
        ['X-Multi', 'a'],
        ['x-multi', 'b'],
        ['X-Upper', 'C'],
      ],
      body: 'text',
    });
    await gateway.fetch(request, { context: { user: 'ada' }, remoteAddress: '::1' });
    expect(requests).toMatchObject([
      {
        method: 'PUT',
        path: '/probe/a%20b/c',
        query: 'x=1&y=%20',
        headers: { 'x-multi': 'a, b', 'x-upper': 'C' },
        context: { user: 'ada' },
        remoteAddress: '::1',
      },
    ]);
  });

  test.each([
    ['/ai', '/ai/health', 200],
    ['/ai', '/health', 404],
    ['/ai', '/aihealth', 404],
    ['/ai', '/ai', 404],
    ['/ai/v2', '/ai/v2/health', 200],
    ['', '/health', 200],
  ])('under the base path %j: %s is a %i', async (basePath, path, status) => {
    const { gateway } = gatewayWith();
    expect((await gateway.fetch(ask('GET', path), { basePath })).status).toBe(status);
  });

  test('is read whole or in pieces', async () => {
    const whole = gatewayWith(async (_ctx, request) => ({
      json: (await request.readBody(100)).length,
    }));
    const pieces = gatewayWith(async (_ctx, request) => {
      let length = 0;
      for await (const piece of request.bodyStream()) length += piece.length;
      return { json: length };
    });
    for (const { gateway } of [whole, pieces]) {
      const post = (body: string | null) =>
        new Request('http://gateway.test/probe/x', { method: 'POST', body });
      expect(await (await gateway.fetch(post('größe'))).json()).toBe(7);
      expect(await (await gateway.fetch(post(null))).json()).toBe(0);
    }
  });
});

describe('a reply as a fetch response', () => {
  test('keeps header lines that come twice', async () => {
    const { gateway } = gatewayWith(() => ({
      status: 200,
      headers: [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      body: 'x',
    }));
    expect((await gateway.fetch(ask('GET', '/probe/x'))).headers.getSetCookie()).toEqual([
      'a=1',
      'b=2',
    ]);
  });

  test.each([
    [204, null],
    [304, null],
    [200, null],
    [200, ''],
    [200, new Uint8Array(0)],
  ])('of status %i may have no body', async (status, body) => {
    const { gateway } = gatewayWith(() => ({ status, headers: [], body }));
    const response = await gateway.fetch(ask('GET', '/probe/x'));
    expect([response.status, await response.text()]).toEqual([status, '']);
  });

  test('carries bytes as they are', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const { gateway } = gatewayWith(() => ({ status: 200, headers: [], body: bytes }));
    const response = await gateway.fetch(ask('GET', '/probe/x'));
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  test('to HEAD has a head alone, and lets go of a body in pieces', async () => {
    let returned = 0;
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false as const, value: new Uint8Array(1) }),
        return: async () => {
          returned++;
          return { done: true as const, value: undefined };
        },
      }),
    };
    const { gateway } = gatewayWith(() => ({ status: 200, headers: [['x-a', 'b']], body }));
    const response = await gateway.fetch(ask('HEAD', '/probe/x'));
    expect([response.headers.get('x-a'), await response.text()]).toEqual(['b', '']);
    expect(returned).toBe(1);
  });

  test('streams piece by piece, and stops the call when its reader cancels', async () => {
    const upstream = controlledStream();
    const { gateway, events } = gatewayWith(undefined, () => upstream.reply);
    upstream.push(eventFrame(textChunk('one')));
    const response = await gateway.fetch(postChat({ stream: true }));
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(readTale(new TextDecoder().decode(first?.value)).text).toBe('one');
    const waiting = reader?.read();
    await reader?.cancel();
    expect((await waiting)?.done).toBe(true);
    expect(events.settled).toMatchObject([{ outcome: 'cancelled' }]);
    expect(upstream.returned).toBeGreaterThan(0);
  });

  test('is in memory of its own, piece by piece: hosts may hand that on', async () => {
    const frames = streamOf(...'abcdefgh');
    const shout: Hooks = { name: 'shout', onChunk: (event) => ({ ...event }) };
    const whole = async (gateway: ModelGateway) =>
      (await gateway.fetch(postChat({ stream: true }))).text();
    for (const use of [[], [shout]]) {
      const provider = scriptedProvider('a', () => frameByFrame(frames));
      const gateway = createGateway({ providers: [provider], use });
      const { body } = await gateway.fetch(postChat({ stream: true }));
      const pieces = (body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
      const handedOn = new Response(
        new ReadableStream({
          type: 'bytes',
          async pull(controller) {
            const { done, value } = await pieces.read();
            if (done) controller.close();
            else controller.enqueue(value);
          },
        }),
      );
      expect(await handedOn.text()).toBe(await whole(gateway));
    }
  });

  test('stops the call when the request is aborted', async () => {
    const client = new AbortController();
    const { gateway, events } = gatewayWith(undefined, untilAborted);
    const request = postChat({}, {}, client.signal);
    const responding = gateway.fetch(request);
    // The timer holds the request, as a host does: one that nobody holds may be gone before it hears.
    setTimeout(() => client.abort(new Error(request.url)), 2);
    expect((await responding).status).toBe(499);
    expect(events.settled).toMatchObject([{ outcome: 'cancelled' }]);
  });

  test('of a stream can be read by the web’s own means', async () => {
    const { gateway } = gatewayWith(undefined, () => frameByFrame(streamOf('h', 'i')));
    const response = await gateway.fetch(postChat({ stream: true }));
    let text = '';
    for await (const piece of (response.body as ReadableStream<Uint8Array>).pipeThrough(
      new TextDecoderStream() as never,
    )) {
      text += piece;
    }
    expect(readTale(text)).toMatchObject({ text: 'hi', isDone: true });
  });
});
