import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AdapterMount, adapterSuite } from '@gw/testkit/adapter';
import { describe, expect, it, vi } from 'vitest';
import { gatewayOf, listen, ok } from './__fixtures__/listen.ts';
import { exchange } from './__fixtures__/raw.ts';
import { createNodeHandler, type NodeHandler } from './node-handler.ts';

const quiet = { warn() {}, error() {} };

const mount: AdapterMount = async (gateway, { basePath }) => {
  const handler = createNodeHandler(gateway, { basePath, log: quiet });
  const server = createServer((request, response) => {
    handler(request, response, () => response.end('host'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => end(server) };
};

async function end(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

describe('createNodeHandler keeps what every adapter promises', () => {
  for (const { name, skip, run } of adapterSuite(mount)) it.skipIf(skip)(name, run);
});

describe('createNodeHandler', () => {
  it('hands over what the host knows: context and the address of the socket', async () => {
    let seen: unknown;
    const gateway = gatewayOf(({ context, remoteAddress }) => {
      seen = { context, remoteAddress };
      return ok();
    });
    const handler = createNodeHandler(gateway, {
      context: ({ headers }) => ({ user: headers['x-user'] }),
    });
    await using server = await listen(handler);
    await fetch(server.url, { headers: { 'x-user': 'ada', 'x-forwarded-for': '10.0.0.1' } });
    expect(seen).toEqual({ context: { user: 'ada' }, remoteAddress: '127.0.0.1' });
  });

  it('without next, hands everything below its base path to the gateway', async () => {
    const handle = vi.fn(async () => ({ ...ok('nothing there'), status: 404 }));
    const handler = createNodeHandler({ handle, match: () => false }, { basePath: 'ai/' });
    await using server = await listen(handler);
    const response = await fetch(`${server.url}/ai/elsewhere`);
    expect(response.status).toBe(404);
    expect(handle).toHaveBeenCalledWith(expect.objectContaining({ path: '/elsewhere' }));
  });

  it('without next, says itself that there is nothing outside of its base path', async () => {
    const handle = vi.fn(async () => ok());
    const handler = createNodeHandler({ handle, match: () => true }, { basePath: '/ai' });
    await using server = await listen(handler);
    const response = await fetch(`${server.url}/v1/models`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: {
        message: 'There is no such endpoint.',
        type: 'invalid_request_error',
        param: null,
        code: 'not_found',
      },
    });
    expect(handle).not.toHaveBeenCalled();
  });

  it('logs what the client is not told', async () => {
    const log = { warn: vi.fn(), error: vi.fn() };
    const failure = new Error('no user');
    const context = () => {
      throw failure;
    };
    await using server = await listen(
      createNodeHandler(
        gatewayOf(() => ok()),
        { context, log },
      ),
    );
    const response = await fetch(server.url);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('no user');
    const requestId = response.headers.get('x-request-id');
    expect(log.error).toHaveBeenCalledWith(expect.any(String), { requestId, error: failure });
  });

  describe('gives x-request-id to replies that the gateway does not give', () => {
    const cases: Record<string, NodeHandler> = {
      'outside of its base path': createNodeHandler(
        gatewayOf(() => ok()),
        { basePath: '/ai' },
      ),
      'when context() throws': createNodeHandler(
        gatewayOf(() => ok()),
        {
          log: quiet,
          context() {
            throw new Error('no user');
          },
        },
      ),
      'when a header is illegal': createNodeHandler(
        gatewayOf(() => ({ ...ok(), headers: [['x-bad', 'a\nb']] })),
        { log: quiet },
      ),
      'when the gateway rejects': createNodeHandler(
        gatewayOf(() => Promise.reject(new Error('no gateway'))),
        { log: quiet },
      ),
    };
    it.each(Object.entries(cases))('%s', async (_, handler) => {
      await using server = await listen(handler);
      const idFor = async (given: Record<string, string>) =>
        (await fetch(server.url, { headers: given })).headers.get('x-request-id');
      expect(await idFor({})).toMatch(/^req_[0-9a-f]{32}$/);
      expect(await idFor({ 'x-request-id': 'mine-1' })).toBe('mine-1');
      expect(await idFor({ 'x-request-id': '<script>' })).toMatch(/^req_[0-9a-f]{32}$/);
    });
  });

  it.each([
    ['content-length', '1'],
    ['content-length', '5000'],
    ['Content-Length', 'five'],
    ['transfer-encoding', 'chunked'],
    ['connection', 'upgrade'],
    ['keep-alive', 'timeout=900'],
  ])('frames a reply by its body, whatever the gateway says: %s %s', async (name, value) => {
    const stream = async function* () {
      yield Buffer.from('hello');
    };
    const gateway = gatewayOf(({ path }) => ({
      ...ok(path === '/stream' ? stream() : 'hello'),
      headers: [[name, value]],
    }));
    await using server = await listen(createNodeHandler(gateway));
    const get = (path: string, end = '') => `GET ${path} HTTP/1.1\r\nhost: a\r\n${end}\r\n`;
    // The second reply stands right behind the first only if that one was framed right.
    const { received } = await exchange(
      server.port,
      get('/') + get('/stream') + get('/', 'connection: close\r\n'),
    );
    const [whole, streamed, last] = received.split(/(?=HTTP\/1\.1 200 OK\r\n)/);
    expect(whole).toMatch(/^content-length: 5\r\n[\s\S]*\r\nhello$/im);
    expect(streamed).toMatch(
      /^transfer-encoding: chunked\r\n[\s\S]*\r\n5\r\nhello\r\n0\r\n\r\n$/im,
    );
    expect(last).toMatch(/\r\n\r\nhello$/);
    expect(received).not.toMatch(/upgrade|900|5000|five/);
  });

  it('keeps the length that a reply to HEAD tells of the body it leaves out', async () => {
    const gateway = gatewayOf(() => ({ ...ok(null), headers: [['content-length', '1234']] }));
    await using server = await listen(createNodeHandler(gateway));
    const { headers } = await fetch(server.url, { method: 'HEAD' });
    expect(headers.get('content-length')).toBe('1234');
  });

  it('keeps the headers that the host has set, and overrides those that the gateway sets', async () => {
    const handler = createNodeHandler(
      gatewayOf(() => ({ ...ok(), headers: [['content-type', 'text/plain']] })),
    );
    await using server = await listen((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('content-type', 'text/html');
      handler(request, response);
    });
    const { headers } = await fetch(server.url);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('content-type')).toBe('text/plain');
  });

  it('makes an AbortController only for a gateway that asks for the signal', async () => {
    const abort = vi.spyOn(AbortController.prototype, 'abort');
    await using server = await listen(createNodeHandler(gatewayOf(() => ok())));
    await (await fetch(server.url)).text();
    expect(abort).not.toHaveBeenCalled();
    abort.mockRestore();
  });
});
