import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AdapterMount, adapterSuite } from '@gw/testkit/adapter';
import { describe, expect, it, vi } from 'vitest';
import { gatewayOf, listen, ok } from './__fixtures__/listen.ts';
import { createNodeHandler } from './node-handler.ts';

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
    expect(log.error).toHaveBeenCalledWith(expect.any(String), { error: failure });
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
