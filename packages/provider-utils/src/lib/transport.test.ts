import { type AddressInfo, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { GatewayError } from '@gw/core';
import {
  always,
  compose,
  cutBeforeHeaders,
  cutMidStream,
  hangsMidStream,
  hugeBody,
  neverAnswers,
  redirect,
  respond,
  slowFirstByte,
  startUpstream,
  stream,
  type Upstream,
} from '@gw/testkit/upstream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transport, TransportReply, TransportRequest } from './transport.ts';
import { createTransport as createFetchTransport } from './transport-fetch.ts';
import { createTransport as createUndiciTransport } from './transport-undici.ts';

const encoder = new TextEncoder();

async function readText({ bytes }: TransportReply): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of bytes) text += decoder.decode(chunk, { stream: true });
  return text;
}

function startReading({ bytes }: TransportReply): AsyncIterator<Uint8Array> {
  return bytes[Symbol.asyncIterator]();
}

async function until(condition: () => boolean, ms = 3000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** An abort signal that counts its listeners. */
function createCountedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--;
    remove(...args);
  };
  return { controller, signal, count: () => listeners };
}

const post: TransportRequest = { method: 'POST', body: encoder.encode('{}') };

// One table for both: what a provider may rely on, wherever it runs.
describe.each([
  { name: 'undici', createTransport: createUndiciTransport },
  { name: 'fetch', createTransport: createFetchTransport },
])('$name transport', ({ name: kind, createTransport }) => {
  let upstream: Upstream;
  let transport: Transport;

  beforeEach(async () => {
    upstream = await startUpstream({ basePath: '' });
    transport = createTransport({ name: 'acme' });
  });

  afterEach(async () => {
    await transport.close();
    await upstream.close();
  });

  const request = (init: Partial<TransportRequest> = {}) =>
    transport.request(`${upstream.url}/models?a=1`, { ...post, ...init });

  it('sends method, path, query, headers and body as given', async () => {
    const headers = { 'x-one': '1', 'x-many': ['a', 'b'], 'x-none': undefined };
    const body = encoder.encode('{"n":12345678901234567890,"text":"ü"}');
    await readText(await request({ method: 'POST', headers, body }));
    const [sent] = upstream.requests;
    expect(sent).toMatchObject({ method: 'POST', path: '/models' });
    expect(sent?.query.toString()).toBe('a=1');
    expect(sent?.body).toEqual(body);
    expect(sent?.header('x-one')).toBe('1');
    expect(sent?.header('x-many')).toBe('a, b');
    expect(sent?.header('x-none')).toBeUndefined();
    expect(sent?.header('content-length')).toBe(String(body.length));
    expect(sent?.header('accept-encoding')).toBe('identity');
    expect(sent?.header('transfer-encoding')).toBeUndefined();
  });

  it('hands out status, headers and body as they came', async () => {
    const headers = [
      ['Content-Type', 'text/plain'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ] as const;
    upstream.script(respond({ status: 418, headers, text: 'grüße' }));
    const reply = await request();
    expect(reply.status).toBe(418);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/plain',
      'set-cookie': ['a=1', 'b=2'],
    });
    expect(await readText(reply)).toBe('grüße');
  });

  it('resolves at the headers, before the body', async () => {
    upstream.script(hangsMidStream(0));
    const reply = await transport.request(`${upstream.url}/chat/completions`, {
      method: 'POST',
      body: encoder.encode('{"model":"m","stream":true,"messages":[]}'),
    });
    expect(reply.status).toBe(200);
    await startReading(reply).return?.();
  });

  it('refuses a redirect without following it', async () => {
    upstream.script(redirect());
    await expect(request()).rejects.toMatchObject({
      code: 'upstream_invalid_response',
      message: expect.stringContaining('redirect'),
    });
    expect(upstream.requests).toHaveLength(1);
  });

  it('uses a connection again', async () => {
    for (let round = 0; round < 5; round++) {
      await readText(await request());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(upstream.connections().opened).toBe(1);
  });

  describe('leaving a reply', () => {
    const frames = function* (first: number, rest: number) {
      yield 'x'.repeat(first);
      for (let left = rest; left > 0; left--) yield 'y'.repeat(1024);
    };

    it('keeps the connection when the reply is about to end', async () => {
      for (let round = 0; round < 3; round++) {
        upstream.script(stream(frames(10, 3), { delayMs: 10 }));
        const reads = startReading(await request());
        await reads.next();
        await reads.return?.();
        await until(() => upstream.requests[round]?.outcome !== undefined);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect(upstream.requests.map((sent) => sent.outcome)).toEqual(Array(3).fill('finished'));
      expect(upstream.connections().opened).toBe(1);
    });

    it('cuts a reply with more to come than is worth reading', async () => {
      upstream.script(stream(frames(10, 10_000)));
      const reads = startReading(await request());
      await reads.next();
      await reads.return?.();
      await upstream.requests[0]?.aborted;
    });

    it('cuts a reply that does not end soon', async () => {
      upstream.script(compose(stream(frames(10, 1)), hangsMidStream(1)));
      const reads = startReading(await request());
      await reads.next();
      const leftAt = performance.now();
      await reads.return?.();
      expect(performance.now() - leftAt).toBeLessThan(100);
      await upstream.requests[0]?.aborted;
      expect(performance.now() - leftAt).toBeGreaterThan(300);
    });

    it('ends a read that waits', async () => {
      upstream.script(compose(stream(frames(10, 1)), hangsMidStream(1)));
      const reads = startReading(await request());
      await reads.next();
      const waiting = reads.next();
      await reads.return?.();
      expect(await waiting).toEqual({ done: true, value: undefined });
    });

    it('destroys at once what is aborted while it is read to its end', async () => {
      const { controller, signal, count } = createCountedSignal();
      upstream.script(compose(stream(frames(10, 1)), hangsMidStream(1)));
      const reads = startReading(await request({ signal }));
      await reads.next();
      await reads.return?.();
      const abortedAt = performance.now();
      controller.abort();
      await upstream.requests[0]?.aborted;
      expect(performance.now() - abortedAt).toBeLessThan(300);
      await until(() => count() === 0);
    });
  });

  describe('abort', () => {
    const reason = new Error('the client left');

    it('rejects at once when it came before the request', async () => {
      await expect(request({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(upstream.connections().opened).toBe(0);
    });

    // A connection that is being made belongs to the runtime's pool there; the request rejects all the same.
    it.skipIf(kind === 'fetch')('destroys the socket while it connects', async () => {
      const silent = await listenSilently();
      const { controller, signal, count } = createCountedSignal();
      const pending = transport.request(`https://127.0.0.1:${silent.port}/`, { ...post, signal });
      await until(() => silent.open() === 1);
      controller.abort(reason);
      await expect(pending).rejects.toBe(reason);
      await until(() => silent.open() === 0);
      expect(count()).toBe(0);
      await silent.close();
    });

    it('destroys the socket while it waits for headers', async () => {
      const { controller, signal, count } = createCountedSignal();
      upstream.script(neverAnswers());
      const pending = request({ signal });
      const sent = await upstream.nextRequest();
      controller.abort(reason);
      await expect(pending).rejects.toBe(reason);
      await sent.aborted;
      expect(count()).toBe(0);
    });

    it('destroys the socket in the middle of the body', async () => {
      const { controller, signal, count } = createCountedSignal();
      upstream.script(compose(stream(['one', 'two']), hangsMidStream(1)));
      const reads = startReading(await request({ signal }));
      await reads.next();
      const waiting = reads.next();
      controller.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      await upstream.requests[0]?.aborted;
      await until(() => count() === 0);
    });

    it('destroys the socket while the consumer is busy', async () => {
      const { controller, signal } = createCountedSignal();
      upstream.script(stream(endless()));
      const reads = startReading(await request({ signal }));
      await reads.next();
      controller.abort(reason);
      await expect(reads.next()).rejects.toBe(reason);
      await upstream.requests[0]?.aborted;
    });

    it('counts also when all bytes have arrived', async () => {
      const { controller, signal } = createCountedSignal();
      const reads = startReading(await request({ signal }));
      await until(() => upstream.requests[0]?.outcome === 'finished');
      controller.abort(reason);
      await expect(reads.next()).rejects.toBe(reason);
    });

    it('leaves nothing on a signal that 1,000 requests share', async () => {
      const { signal, count } = createCountedSignal();
      upstream.script(always(respond({ json: {} })));
      for (let batch = 0; batch < 20; batch++) {
        const replies = await Promise.all(Array.from({ length: 50 }, () => request({ signal })));
        for (const reply of replies) await readText(reply);
      }
      await until(() => count() === 0);
      expect(upstream.requests).toHaveLength(1000);
    });
  });

  describe('failures', () => {
    it('names a refused connection', async () => {
      const refused = await listenSilently();
      await refused.close();
      const url = `http://127.0.0.1:${refused.port}/v1?key=sk-secret`;
      const error = await transport.request(url, post).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(GatewayError);
      expect(error).toMatchObject({
        code: 'upstream_unreachable',
        message: 'The upstream "acme" could not be reached (ECONNREFUSED).',
      });
    });

    it('names the host where no name is set, and nothing else of the URL', async () => {
      const refused = await listenSilently();
      await refused.close();
      const unnamed = createTransport();
      const url = `http://127.0.0.1:${refused.port}/v1/secret?key=sk-secret`;
      const error = await unnamed.request(url, post).catch((thrown: unknown) => thrown);
      expect((error as Error).message).toContain(`"127.0.0.1:${refused.port}"`);
      expect((error as Error).message).not.toContain('secret');
      await unnamed.close();
    });

    it('names a name that does not resolve', async () => {
      const url = 'http://no-such-host.invalid/';
      await expect(transport.request(url, post)).rejects.toMatchObject({
        code: 'upstream_unreachable',
      });
    });

    it('names an upstream that speaks no TLS', async () => {
      const url = upstream.url.replace('http:', 'https:');
      await expect(transport.request(url, post)).rejects.toMatchObject({
        code: 'upstream_unreachable',
      });
    });

    it.each(['fin', 'reset'] as const)('names a %s before the headers', async (how) => {
      upstream.script(cutBeforeHeaders({ how }));
      await expect(request()).rejects.toMatchObject({ code: 'upstream_unreachable' });
    });

    it.each(['fin', 'reset'] as const)(
      'hands out what came before a %s, then throws',
      async (how) => {
        upstream.script(
          compose(stream(['one', 'two', 'three']), cutMidStream({ afterFrames: 2, how })),
        );
        const reply = await request();
        let text = '';
        const read = async () => {
          for await (const chunk of reply.bytes) text += new TextDecoder().decode(chunk);
        };
        await expect(read()).rejects.toMatchObject({ code: 'upstream_incomplete' });
        expect(text).toBe('onetwo');
        expect(await startReading(reply).next()).toEqual({ done: true, value: undefined });
      },
    );

    it('times out waiting for the headers', async () => {
      upstream.script(slowFirstByte(5000));
      const pending = request({ timeouts: { firstByteMs: 60 } });
      await expect(pending).rejects.toMatchObject({
        code: 'upstream_timeout',
        message: 'The upstream "acme" sent no reply within 60 ms (firstByteMs).',
      });
      await upstream.requests[0]?.aborted;
    });

    it('times out between two reads', async () => {
      upstream.script(compose(stream(['one', 'two']), hangsMidStream(1)));
      const reads = startReading(await request({ timeouts: { idleMs: 60 } }));
      await reads.next();
      await expect(reads.next()).rejects.toMatchObject({
        code: 'upstream_timeout',
        message: expect.stringMatching(/"acme" .* within 60 ms \(idleMs\)/),
      });
      await upstream.requests[0]?.aborted;
    });

    it('does not time out while it is the consumer who is slow', async () => {
      upstream.script(stream(bytesOf(400_000)));
      const reply = await request({ timeouts: { idleMs: 60 } });
      let size = 0;
      for await (const chunk of reply.bytes) {
        size += chunk.length;
        if (size < 100_000) await new Promise((resolve) => setTimeout(resolve, 150));
      }
      expect(size).toBe(400_000);
    });

    // fetch does not tell when it is connected.
    it.skipIf(kind === 'fetch')('times out connecting', async () => {
      const silent = await listenSilently();
      const url = `https://127.0.0.1:${silent.port}/`;
      const pending = transport.request(url, { ...post, timeouts: { connectMs: 60 } });
      await expect(pending).rejects.toMatchObject({
        code: 'upstream_timeout',
        message: 'The upstream "acme" did not accept a connection within 60 ms (connectMs).',
      });
      await until(() => silent.open() === 0);
      await silent.close();
    });

    it('names what is no HTTP', async () => {
      const server = await listenSilently('SSH-2.0-OpenSSH_9.2\r\n');
      const url = `http://127.0.0.1:${server.port}/`;
      await expect(transport.request(url, post)).rejects.toMatchObject({
        code: 'upstream_invalid_response',
      });
      await server.close();
    });
  });

  it('holds the upstream back when the consumer is slow', async () => {
    upstream.script(hugeBody(64 * 1024 * 1024));
    const reads = startReading(await request());
    await reads.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const accepted = upstream.requests[0]?.sentBytes ?? 0;
    // Ours is 64 KiB and one read; the rest are the two sockets' own buffers.
    expect(accepted).toBeLessThan(16 * 1024 * 1024);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(upstream.requests[0]?.sentBytes).toBe(accepted);
    await reads.return?.();
  });

  it.each(['/v1/sk-secret', 'ftp://host/sk-secret', 'http://u:sk-secret@host/'])(
    'refuses the URL %s without quoting it',
    async (url) => {
      const error = await transport.request(url, post).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TypeError);
      expect(inspect(error)).not.toContain('sk-secret');
    },
  );

  it('closes twice, ends what is in use, and takes no more', async () => {
    upstream.script(neverAnswers());
    const pending = request();
    const failed = expect(pending).rejects.toMatchObject({ code: 'unavailable' });
    await upstream.nextRequest();
    await transport.close();
    await transport.close();
    await failed;
    await expect(request()).rejects.toMatchObject({ code: 'unavailable' });
    await until(() => upstream.connections().open === 0);
  });
});

function* endless(): Generator<string> {
  for (;;) yield 'x'.repeat(16 * 1024);
}

function* bytesOf(total: number): Generator<string> {
  for (let left = total; left > 0; left -= 10_000) yield 'x'.repeat(Math.min(left, 10_000));
}

/** Takes connections and says nothing, or `greeting` to whatever comes. */
async function listenSilently(greeting?: string) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', () => greeting && socket.write(greeting));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    open: () => sockets.size,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
