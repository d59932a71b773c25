import { createServer as createHttp2Server, connect as http2Connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, vi } from 'vitest';
import { gatewayOf, listen, ok } from './__fixtures__/listen.ts';
import { exchange } from './__fixtures__/raw.ts';
import { createNodeHandler } from './node-handler.ts';

const quiet = { warn() {}, error() {} };

async function* halfWay() {
  yield Buffer.from('one');
  yield Buffer.from('two');
  throw new Error('half-way');
}

const failing = createNodeHandler(
  gatewayOf(() => ok(halfWay())),
  { log: quiet },
);

it('sends what came before a failure, and no last chunk', async () => {
  await using server = await listen(failing);
  const { received } = await exchange(server.port, 'GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  expect(received).toContain('one\r\n3\r\ntwo\r\n');
  expect(received).not.toContain('0\r\n\r\n');
});

it('resets the connection of an HTTP/1.0 client, which takes any other end for a clean one', async () => {
  await using server = await listen(failing);
  const { failure } = await exchange(server.port, 'GET / HTTP/1.0\r\n\r\n');
  expect(failure).toBe('ECONNRESET');
});

it('logs a stream that failed after its head', async () => {
  const log = { warn: vi.fn(), error: vi.fn() };
  await using server = await listen(
    createNodeHandler(
      gatewayOf(() => ok(halfWay())),
      { log },
    ),
  );
  await exchange(server.port, 'GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  expect(log.error).toHaveBeenCalledOnce();
});

it('makes compressing middleware let go of every piece', async () => {
  const flush = vi.fn();
  const handler = createNodeHandler(
    gatewayOf(() => ok(new Blob(['one']).stream() as unknown as AsyncIterable<Uint8Array>)),
  );
  await using server = await listen((request, response) => {
    handler(request, Object.assign(response, { flush }));
  });
  expect(await (await fetch(server.url)).text()).toBe('one');
  expect(flush).toHaveBeenCalledOnce();
});

it('serves HTTP/2 through its compatibility layer, failures included', async () => {
  const pieces = async function* () {
    yield Buffer.from('one,');
    yield Buffer.from('two');
  };
  const gateway = gatewayOf(async (request) => {
    if (request.path === '/fail') return ok(halfWay());
    if (request.path === '/stream') return ok(pieces());
    return ok(await request.readBody(10));
  });
  const handler = createNodeHandler(gateway, { log: quiet });
  const server = createHttp2Server((request, response) => {
    handler(request as never, response as never);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = http2Connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    expect(await text(client.request({ ':path': '/stream' }))).toBe('one,two');
    expect(await text(client.request({ ':path': '/', ':method': 'POST' }).end('hi'))).toBe('hi');
    await expect(text(client.request({ ':path': '/fail' }))).rejects.toThrow();
  } finally {
    client.close();
    await new Promise((resolve) => server.close(resolve));
  }
});
