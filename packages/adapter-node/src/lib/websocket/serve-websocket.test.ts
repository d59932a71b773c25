import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Http2SecureServer, Http2Server } from 'node:http2';
import type { Server as HttpsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway, GatewayError, localOnly } from '@gw/core';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { exchange } from '../__fixtures__/raw.ts';
import { openSocket, refusalOf, sessionGateway } from '../__fixtures__/web-socket.ts';
import {
  type SessionDoor,
  serveWebSocket,
  type UpgradingServer,
  type WebSocketOptions,
} from './serve-websocket.ts';

const quiet = { warn() {}, error() {} };

/** A server with nothing but WebSockets; `await using` closes it. */
async function listen(
  gateway: SessionDoor,
  options: WebSocketOptions = {},
  server: Server = createServer((_, response) => response.end('host')),
) {
  const upgrades = serveWebSocket(server, gateway, { log: quiet, ...options });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    upgrades,
    url: `http://127.0.0.1:${port}/v1/responses`,
    async [Symbol.asyncDispose]() {
      await upgrades.close({ graceMs: 0 });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const handshakeHead = (path: string) =>
  `GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n`;

it('is served on whatever a framework calls its server', () => {
  type AnyServer = Server | HttpsServer | Http2Server | Http2SecureServer;
  expectTypeOf<AnyServer>().toExtend<UpgradingServer>();
});

describe('a WebSocket', () => {
  it('moves messages both ways', async () => {
    const gateway = sessionGateway();
    await using server = await listen(gateway);
    const { socket, messages } = await openSocket(server.url);
    socket.send('{"a":"é"}');
    socket.send(Buffer.of(1, 2));
    const [session] = gateway.sessions;
    await vi.waitFor(() => expect(session?.received).toEqual(['{"a":"é"}', Buffer.of(1, 2)]));
    await session?.send('one');
    await session?.send('zwei ü');
    await vi.waitFor(() => expect(messages).toEqual(['one', 'zwei ü']));
  });

  it('is asked for with all that the gateway may want to know', async () => {
    const gateway = sessionGateway();
    const context = ({ headers }: { headers: NodeJS.Dict<string | string[]> }) => ({
      user: headers['x-user'],
    });
    await using server = await listen(gateway, { basePath: '/ai', context });
    const url = server.url.replace('/v1', '/ai/v1');
    await openSocket(`${url}?a=b`, { headers: { authorization: 'Bearer key', 'x-user': 'ada' } });
    const [session] = gateway.sessions;
    expect(session?.request).toMatchObject({
      method: 'GET',
      path: '/v1/responses',
      query: 'a=b',
      remoteAddress: '127.0.0.1',
      context: { user: 'ada' },
      headers: { authorization: 'Bearer key', host: `127.0.0.1:${server.port}` },
    });
  });

  it('tells the session when the client leaves, in whatever way', async () => {
    const gateway = sessionGateway();
    await using server = await listen(gateway);
    for (const leave of ['close', 'terminate'] as const) {
      const { socket } = await openSocket(server.url);
      const session = gateway.sessions.at(-1);
      expect(session?.isClosed).toBe(false);
      socket[leave]();
      await vi.waitFor(() => expect(session?.isClosed).toBe(true));
      await session?.send('late');
      session?.end();
    }
  });

  it('is closed when the session ends, after all that was sent', async () => {
    const gateway = sessionGateway();
    await using server = await listen(gateway);
    const { messages, closed } = await openSocket(server.url);
    const [session] = gateway.sessions;
    for (let count = 0; count < 100; count++) void session?.send('x'.repeat(10_000));
    session?.end();
    expect(await closed).toBe(1001);
    expect(messages.length).toBe(100);
  });

  it('lets the session wait for a client that does not read', async () => {
    const gateway = sessionGateway();
    await using server = await listen(gateway);
    const { socket, messages } = await openSocket(server.url);
    socket.pause();
    const [session] = gateway.sessions;
    const piece = 'x'.repeat(100_000);
    let sent = 0;
    const sendAll = async () => {
      for (; sent < 500; sent++) await session?.send(piece);
    };
    const all = sendAll();
    await sleep(200);
    const taken = sent;
    expect(taken).toBeLessThan(300);
    await sleep(100);
    expect(sent).toBe(taken);
    socket.resume();
    await all;
    await vi.waitFor(() => expect(messages.length).toBe(500));
  });

  it('lets a waiting session go when the client leaves', async () => {
    const gateway = sessionGateway();
    await using server = await listen(gateway);
    const { socket } = await openSocket(server.url);
    socket.pause();
    const [session] = gateway.sessions;
    let sending: unknown;
    for (let count = 0; count < 300; count++) sending = session?.send('x'.repeat(100_000));
    expect(sending).toBeInstanceOf(Promise);
    socket.terminate();
    await sending;
    await vi.waitFor(() => expect(session?.isClosed).toBe(true));
  });

  it('is closed with 1009 by a message over the limit', async () => {
    const gateway = sessionGateway();
    await using server = await listen(gateway, { maxPayloadBytes: 100 });
    const { socket, closed } = await openSocket(server.url);
    socket.send('x'.repeat(100));
    socket.send('x'.repeat(101));
    expect(await closed).toBe(1009);
    await vi.waitFor(() => expect(gateway.sessions[0]?.isClosed).toBe(true));
    expect(gateway.sessions[0]?.received.length).toBe(1);
  });

  it('is not compressed', async () => {
    await using server = await listen(sessionGateway());
    const { socket } = await openSocket(server.url, { perMessageDeflate: true });
    expect(socket.extensions).toBe('');
  });

  it('takes messages that came right behind the handshake', async () => {
    const gateway = sessionGateway({
      refuse: async () => {
        await sleep(50);
        return undefined;
      },
    });
    await using server = await listen(gateway);
    const socket = connect(server.port, '127.0.0.1');
    const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n';
    const masked = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
    socket.write(Buffer.concat([Buffer.from(handshakeHead('/v1/responses') + key), masked]));
    socket.write(masked);
    await vi.waitFor(() => expect(gateway.sessions[0]?.received).toEqual(['hi', 'hi']));
    socket.destroy();
  });
});

describe('a silent peer', () => {
  it('stays when it answers pings', async () => {
    const gateway = sessionGateway();
    await using server = await listen(gateway, { pingAfterMs: 20 });
    const { socket } = await openSocket(server.url);
    const pinged = vi.fn();
    socket.on('ping', pinged);
    await vi.waitFor(() => expect(pinged.mock.calls.length).toBeGreaterThan(2));
    expect(gateway.sessions[0]?.isClosed).toBe(false);
  });

  it('has left when it does not', async () => {
    const gateway = sessionGateway();
    await using server = await listen(gateway, { pingAfterMs: 20 });
    const { closed } = await openSocket(server.url, { autoPong: false });
    await vi.waitFor(() => expect(gateway.sessions[0]?.isClosed).toBe(true));
    expect(await closed).toBe(1006);
  });

  it('is not pinged while it talks', async () => {
    await using server = await listen(sessionGateway(), { pingAfterMs: 100 });
    const { socket } = await openSocket(server.url, { autoPong: false });
    const pinged = vi.fn();
    socket.on('ping', pinged);
    for (let count = 0; count < 25; count++) {
      socket.send('x');
      await sleep(20);
    }
    expect(pinged).not.toHaveBeenCalled();
    expect(socket.readyState).toBe(socket.OPEN);
  });
});

describe('a handshake is refused', () => {
  it('with the reply of the gateway', async () => {
    const body = '{"error":{"message":"No."}}';
    const reply = {
      status: 401,
      headers: [
        ['content-type', 'application/json'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ] as const,
      body,
    };
    await using server = await listen(sessionGateway({ refuse: () => reply }));
    const refusal = await refusalOf(server.url);
    expect(refusal).toMatchObject({ status: 401, body });
    expect(refusal.headers).toMatchObject({
      'content-type': 'application/json',
      'set-cookie': ['a=1', 'b=2'],
      'content-length': String(body.length),
      connection: 'close',
    });
  });

  it.each([
    ['connect rejects', () => Promise.reject(new GatewayError('unavailable', 'Later.')), 503],
    ['connect fails', () => Promise.reject(new TypeError('secret')), 500],
  ])('when %s', async (_, refuse, status) => {
    await using server = await listen(sessionGateway({ refuse }));
    const refusal = await refusalOf(server.url);
    expect(refusal.status).toBe(status);
    expect(refusal.body).not.toContain('secret');
    expect(Object.keys(JSON.parse(refusal.body).error).sort()).toEqual([
      'code',
      'message',
      'param',
      'type',
    ]);
  });

  it('when the context of the host fails', async () => {
    const log = { warn: vi.fn(), error: vi.fn() };
    const context = () => {
      throw new Error('secret');
    };
    const gateway = sessionGateway();
    await using server = await listen(gateway, { context, log });
    expect((await refusalOf(server.url)).status).toBe(500);
    expect(log.error).toHaveBeenCalledOnce();
    expect(gateway.sessions).toEqual([]);
  });

  it('to pages of other origins, unless they are allowed', async () => {
    const allowedOrigins = ['https://app.example'];
    await using server = await listen(sessionGateway(), { allowedOrigins });
    const foreign = await refusalOf(server.url, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    expect(JSON.parse(foreign.body).error.code).toBe('origin_not_allowed');
    expect((await refusalOf(server.url, { origin: 'null' })).status).toBe(403);
    expect((await refusalOf(server.url, { origin: `http://127.0.0.1:1` })).status).toBe(403);
    await openSocket(server.url, { origin: 'https://app.example' });
    await openSocket(server.url, { origin: `http://127.0.0.1:${server.port}` });
    await openSocket(server.url);
  });

  it('to nobody by origin where all are allowed', async () => {
    await using server = await listen(sessionGateway(), { allowedOrigins: ['*'] });
    await openSocket(server.url, { origin: 'https://any.example' });
  });

  it.each([
    ['no key', 'sec-websocket-version: 13\r\n'],
    [
      'another version',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 7\r\n',
    ],
  ])('with %s; its session is closed', async (_, lines) => {
    const gateway = sessionGateway();
    await using server = await listen(gateway);
    const { received } = await exchange(
      server.port,
      `${handshakeHead('/v1/responses')}${lines}\r\n`,
    );
    expect(received).toMatch(/^HTTP\/1.1 400 /);
    expect(received).toContain('sec-websocket-version: 13');
    expect(received).toContain('"code":"invalid_request"');
    expect(gateway.sessions.map(({ isClosed }) => isClosed)).toEqual([true]);
  });

  it('elsewhere with 404, and for other upgrades with 400, when nobody else listens', async () => {
    await using server = await listen(sessionGateway(), { basePath: '/ai' });
    expect((await refusalOf(server.url)).status).toBe(404);
    const elsewhere = await refusalOf(server.url.replace('/v1/responses', '/ai/v1/other'));
    expect(JSON.parse(elsewhere.body).error.code).toBe('not_found');
    const h2c = handshakeHead('/ai/v1/responses').replace('websocket', 'h2c');
    expect((await exchange(server.port, `${h2c}\r\n`)).received).toMatch(/^HTTP\/1.1 400 /);
  });

  it('not by us where the server has other listeners', async () => {
    const server = createServer();
    server.on('upgrade', (request, socket) => {
      if (request.url === '/mine') socket.end('HTTP/1.1 418 Mine\r\n\r\n');
    });
    await using listening = await listen(sessionGateway(), {}, server);
    await openSocket(listening.url);
    const { received } = await exchange(listening.port, `${handshakeHead('/mine')}\r\n`);
    expect(received).toBe('HTTP/1.1 418 Mine\r\n\r\n');
  });

  it('to a client that has left meanwhile, without harm', async () => {
    const gate = Promise.withResolvers<undefined>();
    const asked = vi.fn(() => gate.promise);
    const gateway = sessionGateway({ refuse: asked });
    await using server = await listen(gateway);
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      `${handshakeHead('/v1/responses')}sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n`,
    );
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    socket.resetAndDestroy();
    await sleep(50);
    gate.resolve(undefined);
    await vi.waitFor(() => expect(gateway.sessions[0]?.isClosed).toBe(true));
  });
});

describe('a real gateway', () => {
  it('without keys lets local callers in and keeps pages and names of others out', async () => {
    await using server = await listen(createGateway({ use: [localOnly()], logger: quiet }), {
      allowedOrigins: ['*'],
    });
    await openSocket(server.url);
    const foreign = await refusalOf(server.url, { origin: 'https://evil.example' });
    expect([foreign.status, JSON.parse(foreign.body).error.code]).toEqual([
      403,
      'origin_not_allowed',
    ]);
    const renamed = await refusalOf(server.url, { headers: { host: 'evil.example' } });
    expect(renamed.status).toBe(421);
  });

  it('answers what it does not understand and stays', async () => {
    await using server = await listen(createGateway({ use: [localOnly()], logger: quiet }));
    const { socket, messages } = await openSocket(server.url);
    for (const text of ['{', '{"type":"response.steer"}']) socket.send(text);
    socket.send(Buffer.from('{"type":"response.create"}'));
    socket.send('{"type":"response.create","model":"nobody","input":"hi"}');
    await vi.waitFor(() => expect(messages.length).toBe(4));
    expect(messages.map((text) => JSON.parse(text).error.code)).toEqual([
      'invalid_json',
      'invalid_value',
      'invalid_request',
      'model_not_found',
    ]);
    expect(socket.readyState).toBe(socket.OPEN);
  });
});

describe('close', () => {
  it('ends idle connections at once and takes no more', async () => {
    const gateway = sessionGateway();
    await using server = await listen(gateway);
    const { closed } = await openSocket(server.url);
    await server.upgrades.close();
    expect(await closed).toBe(1001);
    expect(gateway.sessions[0]?.isFinishing).toBe(true);
    expect(server.server.listenerCount('upgrade')).toBe(0);
    expect(await (await fetch(server.url)).text()).toBe('host');
  });

  it('waits for what runs', async () => {
    const gateway = sessionGateway({ isBusy: true });
    await using server = await listen(gateway);
    const { messages, closed } = await openSocket(server.url);
    const done = vi.fn();
    const closing = server.upgrades.close().then(done);
    const [session] = gateway.sessions;
    await sleep(100);
    expect(session?.isFinishing).toBe(true);
    expect(done).not.toHaveBeenCalled();
    await session?.send('last');
    session?.end();
    await closing;
    expect(await closed).toBe(1001);
    expect(messages).toEqual(['last']);
  });

  it('destroys what is still there after the grace', async () => {
    const gateway = sessionGateway({ isBusy: true });
    await using server = await listen(gateway);
    const { closed } = await openSocket(server.url);
    const startedAt = performance.now();
    await server.upgrades.close({ graceMs: 100 });
    expect(performance.now() - startedAt).toBeGreaterThan(90);
    expect(await closed).toBe(1006);
    await vi.waitFor(() => expect(gateway.sessions[0]?.isClosed).toBe(true));
  });

  it('refuses a handshake that it has overtaken', async () => {
    const gate = Promise.withResolvers<undefined>();
    const asked = vi.fn(() => gate.promise);
    const gateway = sessionGateway({ refuse: asked });
    await using server = await listen(gateway);
    const refusal = refusalOf(server.url);
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    const closing = server.upgrades.close();
    gate.resolve(undefined);
    expect((await refusal).status).toBe(503);
    await closing;
    expect(gateway.sessions[0]?.isClosed).toBe(true);
  });

  it('needs nobody to be there', async () => {
    await using server = await listen(sessionGateway());
    await server.upgrades.close();
    await once(server.server.close(), 'close');
    server.server.listen(0);
  });
});
