import { getEventListeners, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { getActiveResourcesInfo } from 'node:process';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { startUpstream } from '@gw/testkit/upstream';
import { expect, it, vi } from 'vitest';
import { createTransport } from './transport-undici.ts';

/** A proxy that answers what it is sent with `status`. */
async function startProxy(status: number) {
  const requests: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  server.on('connect', (request, socket) => {
    requests.push(request);
    socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    uri: `http://user:pa%24s@127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** In a thread of its own, so that it answers while this one is held up. */
async function startUpstreamElsewhere() {
  const code = `
    const { parentPort } = require('node:worker_threads');
    const server = require('node:http').createServer((_, response) => response.end('{}'));
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;
  const worker = new Worker(code, { eval: true });
  const [port] = await once(worker, 'message');
  return { url: `http://127.0.0.1:${port}/`, close: () => worker.terminate() };
}

it('opens nothing before the first request', async () => {
  const before = getActiveResourcesInfo();
  const transport = createTransport({ proxy: 'http://127.0.0.1:9' });
  expect(getActiveResourcesInfo()).toEqual(before);
  await transport.close();
});

it('sends a plain request through the proxy, with the user of the proxy', async () => {
  const proxy = await startProxy(200);
  const transport = createTransport({ proxy: proxy.uri });
  const { status } = await transport.request('http://upstream.invalid/v1/models', {
    method: 'GET',
  });
  expect(status).toBe(200);
  expect(proxy.requests[0]).toMatchObject({
    method: 'GET',
    url: 'http://upstream.invalid/v1/models',
    headers: {
      host: 'upstream.invalid',
      'proxy-authorization': `Basic ${Buffer.from('user:pa$s').toString('base64')}`,
    },
  });
  await transport.close();
  await proxy.close();
});

it('opens a tunnel for TLS, and says what failed without a word about credentials', async () => {
  const proxy = await startProxy(407);
  const transport = createTransport({ name: 'acme', proxy: proxy.uri });
  const request = transport.request('https://upstream.invalid/v1/models', { method: 'GET' });
  const error = await request.catch((thrown: unknown) => thrown);
  expect(proxy.requests[0]).toMatchObject({ method: 'CONNECT', url: 'upstream.invalid:443' });
  expect(error).toMatchObject({ code: 'upstream_unreachable' });
  expect(inspect(error, { depth: 9 })).not.toMatch(/pa\$s|pa%24s|Basic/);
  await transport.close();
  await proxy.close();
});

it('rejects a header that HTTP does not allow, without quoting it', async () => {
  const upstream = await startUpstream();
  const transport = createTransport({ name: 'acme' });
  const headers = { authorization: 'Bearer sk-secret\n' };
  const request = transport.request(`${upstream.url}/models`, { method: 'GET', headers });
  const error = await request.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'internal_error' });
  expect(inspect(error, { depth: 9 })).not.toContain('sk-secret');
  await transport.close();
  await upstream.close();
});

it('ends connections that are not there yet when it is closed', async () => {
  let open = 0;
  const silent = createTcpServer((socket) => {
    open++;
    socket
      .on('close', () => open--)
      .on('error', () => undefined)
      .resume();
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const transport = createTransport({ name: 'acme' });
  const pending = transport.request(`https://127.0.0.1:${port}/`, { method: 'GET' });
  const failed = expect(pending).rejects.toMatchObject({ code: 'unavailable' });
  await vi.waitFor(() => expect(open).toBe(1));
  await transport.close();
  await failed;
  await vi.waitFor(() => expect(open).toBe(0));
  await new Promise((resolve) => silent.close(resolve));
});

it('leaves nothing on the signal when the request cannot be sent', async () => {
  const { signal } = new AbortController();
  const transport = createTransport({ proxy: 'http://127.0.0.1:9' });
  const headers = { 'proxy-authorization': 'x' };
  const request = { method: 'GET', headers, signal } as const;
  await expect(transport.request('http://host/', request)).rejects.toMatchObject({
    code: 'internal_error',
  });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  await transport.close();
});

it('does not take a held-up event loop for a slow connection', async () => {
  const upstream = await startUpstreamElsewhere();
  const transport = createTransport({ timeouts: { connectMs: 50 } });
  const pending = transport.request(upstream.url, { method: 'GET' });
  const until = performance.now() + 200;
  while (performance.now() < until);
  expect((await pending).status).toBe(200);
  await transport.close();
  await upstream.close();
});

it('gives each request its own connect timeout', async () => {
  const upstream = await startUpstream();
  const transport = createTransport({ timeouts: { connectMs: 1 } });
  const timeouts = { connectMs: 10_000 };
  const { status } = await transport.request(`${upstream.url}/models`, { method: 'GET', timeouts });
  expect(status).toBe(200);
  await transport.close();
  await upstream.close();
});
