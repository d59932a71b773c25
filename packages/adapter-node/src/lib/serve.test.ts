import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { gatewayOf, ok } from './__fixtures__/listen.ts';
import { exchange } from './__fixtures__/raw.ts';
import { openSocket, sessionGateway } from './__fixtures__/web-socket.ts';
import { serve } from './serve.ts';
import { serveWebSocket } from './websocket/serve-websocket.ts';

/** A gateway whose replies wait until they are let go. */
function gated(body: () => ReturnType<typeof ok> = () => ok('late')) {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const gateway = gatewayOf(async () => {
    asked.resolve();
    await gate.promise;
    return body();
  });
  return { gateway, open: gate.resolve, asked: asked.promise };
}

async function ask(url: string, agent?: Agent): Promise<IncomingMessage> {
  const [response] = await once(httpRequest(url, { agent }).end(), 'response');
  return response;
}

const timeOf = async (work: Promise<unknown>) => {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
};

describe('serve', () => {
  it('tells where it listens', async () => {
    const { url, port, close } = await serve(gatewayOf(() => ok('here')));
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect(await (await fetch(url)).text()).toBe('here');
    await close();
  });

  it('serves connections that others have accepted, and waits for them at its end', async () => {
    const front = createServer();
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    const { port: own } = front.address() as AddressInfo;
    const { gateway, open, asked } = gated();
    const served = await serve(gateway, {
      async listen(server) {
        front.on('connection', (connection) => server.emit('connection', connection));
        return own;
      },
    });
    expect([served.url, served.port]).toEqual([`http://127.0.0.1:${own}`, own]);
    const agent = new Agent({ keepAlive: true });
    const reply = ask(served.url, agent);
    await asked;
    let isClosed = false;
    const closing = served.close().then(() => {
      isClosed = true;
    });
    await sleep(50);
    expect(isClosed).toBe(false);
    open();
    expect(await text(await reply)).toBe('late');
    await closing;
    front.close();
    agent.destroy();
  });

  it('rejects when it cannot listen', async () => {
    const first = await serve(gatewayOf(() => ok()));
    await expect(
      serve(
        gatewayOf(() => ok()),
        { port: first.port },
      ),
    ).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await first.close();
  });

  it('does not limit how long a reply takes, only how long a request does', async () => {
    const { server, close } = await serve(gatewayOf(() => ok()));
    expect(server.timeout).toBe(0);
    expect(server.requestTimeout).toBeGreaterThan(0);
    expect(server.headersTimeout).toBeGreaterThan(0);
    expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
    await close();
  });

  it('asks for an announced upload only when the gateway wants it', async () => {
    const reading = await serve(gatewayOf(async (request) => ok(await request.readBody(10))));
    const head = 'POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\nconnection: close\r\n';
    const wanted = await exchange(reading.port, `${head}content-length: 5\r\n\r\nhello`);
    expect(wanted.received).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
    const refused = await exchange(reading.port, `${head}content-length: 50000000\r\n\r\n`);
    expect(refused.received).toMatch(/^HTTP\/1.1 413 /);
    await reading.close();
  });
});

describe('close', () => {
  it('closes idle connections at once and accepts no new ones', async () => {
    const { url, port, close } = await serve(gatewayOf(() => ok()));
    const agent = new Agent({ keepAlive: true });
    await text(await ask(url, agent));
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    expect(await timeOf(close())).toBeLessThan(1_000);
    await expect(ask(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    agent.destroy();
    silent.destroy();
  });

  it('lets an open reply end, tells its client not to come back, and ends its connection', async () => {
    const { gateway, open, asked } = gated();
    const { url, close } = await serve(gateway);
    const agent = new Agent({ keepAlive: true });
    const reply = ask(url, agent);
    await asked;
    const closed = close({ graceMs: 5_000 });
    await sleep(50);
    open();
    const response = await reply;
    expect(response.headers.connection).toBe('close');
    expect(await text(response)).toBe('late');
    expect(await timeOf(closed)).toBeLessThan(1_000);
    agent.destroy();
  });

  it('lets a stream end whose head was out before', async () => {
    const gate = Promise.withResolvers<void>();
    const body = async function* () {
      yield Buffer.from('one,');
      await gate.promise;
      yield Buffer.from('two');
    };
    const { url, close } = await serve(gatewayOf(() => ok(body())));
    const agent = new Agent({ keepAlive: true });
    const response = await ask(url, agent);
    const closed = close({ graceMs: 5_000 });
    gate.resolve();
    expect(await text(response)).toBe('one,two');
    expect(await timeOf(closed)).toBeLessThan(1_000);
    agent.destroy();
  });

  it('does not cut a whole reply that a slow client is still reading', async () => {
    const size = 20_000_000;
    const { url, close } = await serve(gatewayOf(() => ok(Buffer.alloc(size, 'a'))));
    const response = await ask(url);
    response.pause();
    await sleep(100);
    const closed = close({ graceMs: 5_000 });
    await sleep(100);
    expect((await text(response)).length).toBe(size);
    await closed;
  });

  it('destroys what is still open after the grace, and the gateway hears of it', async () => {
    let signal: AbortSignal | undefined;
    const gateway = gatewayOf((request) => {
      signal = request.signal;
      return new Promise<never>(() => {});
    });
    const { url, close } = await serve(gateway);
    const reply = ask(url);
    const failed = expect(reply).rejects.toThrow('socket hang up');
    await sleep(50);
    const time = await timeOf(close({ graceMs: 200 }));
    expect(time).toBeGreaterThan(150);
    expect(time).toBeLessThan(2_000);
    await failed;
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
  });

  it('may be called twice, the second time with less patience', async () => {
    const { gateway, asked } = gated();
    const { url, close } = await serve(gateway);
    const failed = expect(ask(url)).rejects.toThrow();
    await asked;
    const first = close({ graceMs: 60_000 });
    expect(await timeOf(close({ graceMs: 0 }))).toBeLessThan(1_000);
    await first;
    await failed;
  });

  it('leaves nothing behind', async () => {
    const open = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'));
    const before = open().length;
    const { url, close } = await serve(gatewayOf(() => ok()));
    await text(await ask(url));
    await close();
    await sleep(20);
    expect(open().length).toBeLessThanOrEqual(before);
  });
});

describe('serve with WebSockets', () => {
  const open = async (options: { isBusy?: boolean } = {}) => {
    const gateway = { ...sessionGateway(options), ...gatewayOf(() => ok('http')) };
    const served = await serve(gateway, { webSocket: serveWebSocket, basePath: '/ai' });
    return { gateway, ...served };
  };

  it('serves both on one port, with one base path', async () => {
    const { url, gateway, close } = await open();
    const { socket } = await openSocket(`${url}/ai/v1/responses`);
    socket.send('hi');
    await vi.waitFor(() => expect(gateway.sessions[0]?.received).toEqual(['hi']));
    expect(await (await fetch(`${url}/ai/v1/responses`)).text()).toBe('http');
    await close();
  });

  it('lets a running response end before it closes', async () => {
    const { url, gateway, close } = await open({ isBusy: true });
    const { messages, closed } = await openSocket(`${url}/ai/v1/responses`);
    const closing = close({ graceMs: 5_000 });
    await sleep(100);
    await gateway.sessions[0]?.send('last');
    gateway.sessions[0]?.end();
    expect(await closed).toBe(1001);
    expect(messages).toEqual(['last']);
    expect(await timeOf(closing)).toBeLessThan(1_000);
  });

  it('destroys what is still open after the grace', async () => {
    const { url, gateway, close } = await open({ isBusy: true });
    const { closed } = await openSocket(`${url}/ai/v1/responses`);
    await close({ graceMs: 100 });
    expect(await closed).toBe(1006);
    expect(gateway.sessions[0]?.isClosed).toBe(true);
  });

  it('takes no upgrade to anything else for a WebSocket', async () => {
    const { port, close } = await open();
    const head = 'POST /ai/v1 HTTP/1.1\r\nhost: a\r\nupgrade: h2c\r\n';
    const lines = 'connection: upgrade, http2-settings, close\r\ncontent-length: 2\r\n\r\nhi';
    expect((await exchange(port, head + lines)).received).toMatch(/^HTTP\/1.1 200 OK/);
    await close();
  });
});
