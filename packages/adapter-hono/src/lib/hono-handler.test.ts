import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createGateway, type FetchOptions } from '@gw/core';
import { type AdapterMount, adapterSuite, routesTo } from '@gw/testkit/adapter';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHonoHandler } from './hono-handler.ts';

const quiet = { warn() {}, error() {} };

const mount: AdapterMount = async (suite, { basePath }) => {
  const app = new Hono();
  const gateway = createGateway({
    use: [{ name: 'suite', routes: routesTo(suite) }],
    logger: quiet,
  });
  app.use(`${basePath}/*`, createHonoHandler(gateway, { basePath, log: quiet }));
  app.all('*', (c) => c.text('host'));
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, close };
};

describe('createHonoHandler keeps what every adapter promises', () => {
  // The server of Hono's Node adapter writes there what a stream threw.
  beforeAll(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
  afterAll(() => vi.restoreAllMocks());
  for (const { name, skip, run } of adapterSuite(mount)) it.skipIf(skip)(name, run);
});

describe('createHonoHandler', () => {
  const seen: { url: string; options: FetchOptions | undefined }[] = [];
  const gateway = {
    match: (path: string) => path.startsWith('/v1/'),
    async fetch(request: Request, options?: FetchOptions) {
      seen.push({ url: request.url, options });
      return new Response('ok');
    },
  };

  it('hands over what earlier middleware knows', async () => {
    type AppEnv = { Variables: { user: string } };
    const app = new Hono<AppEnv>()
      .use(async (c, next) => {
        c.set('user', 'ada');
        await next();
      })
      .use(
        '/ai/*',
        createHonoHandler<AppEnv>(gateway, {
          basePath: '/ai',
          context: (c) => ({ user: c.get('user') }),
          remoteAddress: (c) => c.req.header('x-real-ip'),
        }),
      );
    await app.request('/ai/v1/models', { headers: { 'x-real-ip': '10.0.0.1' } });
    expect(seen.at(-1)?.options).toEqual({
      basePath: '/ai',
      context: { user: 'ada' },
      remoteAddress: '10.0.0.1',
      waitUntil: expect.any(Function),
    });
  });

  it('keeps a serverless host alive where there is one', async () => {
    const waitUntil = vi.fn();
    const app = new Hono().use('*', createHonoHandler(gateway));
    await app.request('/v1/models', {}, {}, { waitUntil, passThroughOnException() {}, props: {} });
    const promise = Promise.resolve();
    seen.at(-1)?.options?.waitUntil?.(promise);
    expect(waitUntil).toHaveBeenCalledWith(promise);
  });

  it("gives the host what is not the gateway's", async () => {
    const app = new Hono()
      .use('/ai/*', createHonoHandler(gateway, { basePath: '/ai' }))
      .all('*', (c) => c.text('host'));
    for (const path of ['/ai', '/ai/elsewhere', '/aix/v1/models', '/v1/models']) {
      expect(await (await app.request(path)).text()).toBe('host');
    }
  });

  it('serves a route of its own as well', async () => {
    const app = new Hono().all('/v1/:rest{.+}', createHonoHandler(gateway));
    expect(await (await app.request('/v1/models/a%2Fb', { method: 'DELETE' })).text()).toBe('ok');
  });

  it('logs a failure and shows a plain one', async () => {
    const log = { warn: vi.fn(), error: vi.fn() };
    const failure = new Error('a secret');
    const fetch = () => Promise.reject(failure);
    const app = new Hono().use('*', createHonoHandler({ ...gateway, fetch }, { log }));
    const response = await app.request('/v1/models');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(log.error).toHaveBeenCalledWith(expect.any(String), { error: failure });
  });
});
