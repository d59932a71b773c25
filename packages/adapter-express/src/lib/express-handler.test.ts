import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { GatewayRequest } from '@gw/core';
import { type AdapterMount, adapterSuite } from '@gw/testkit/adapter';
import express, { type RequestHandler } from 'express';
import { describe, expect, it } from 'vitest';
import { createExpressHandler } from './express-handler.ts';

const quiet = { warn() {}, error() {} };

/** An app with `before` in front of the gateway. */
const mountAfter =
  (...before: RequestHandler[]): AdapterMount =>
  async (gateway, { basePath }) => {
    const app = express();
    for (const handler of before) app.use(handler);
    app.use(basePath || '/', createExpressHandler(gateway, { log: quiet }));
    app.use((_, response) => void response.send('host'));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const close = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { url: `http://127.0.0.1:${port}`, close };
  };

describe('createExpressHandler keeps what every adapter promises', () => {
  for (const { name, skip, run } of adapterSuite(mountAfter())) it.skipIf(skip)(name, run);
});

describe('createExpressHandler behind express.json() keeps what every adapter promises', () => {
  const suite = adapterSuite(mountAfter(express.json()), {
    skip: { 'a JSON body arrives byte for byte': 'express.json() keeps values, not bytes' },
  });
  for (const { name, skip, run } of suite) it.skipIf(skip)(name, run);
});

describe('createExpressHandler', () => {
  /** Asks an app that keeps what its gateway is asked. */
  async function seenBy(
    build: (app: express.Express, gateway: Parameters<typeof createExpressHandler>[0]) => void,
    path: string,
  ): Promise<GatewayRequest | undefined> {
    let seen: GatewayRequest | undefined;
    const app = express();
    build(app, {
      match: (path) => path.startsWith('/v1/'),
      async handle(request) {
        seen = request;
        return { status: 200, headers: [], body: 'ok' };
      },
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    server.closeAllConnections();
    server.close();
    return seen;
  }

  it('hands over what middleware has put into the request', async () => {
    const login: RequestHandler = (request, _, next) => {
      Object.assign(request, { user: { name: 'ada' } });
      next();
    };
    const seen = await seenBy((app, gateway) => {
      const context = (request: express.Request) => ({
        user: (request as express.Request & { user?: unknown }).user,
        ip: request.ip,
      });
      app.use(login, createExpressHandler(gateway, { context }));
    }, '/v1/models');
    expect(seen?.context).toEqual({ user: { name: 'ada' }, ip: '127.0.0.1' });
  });

  it.each<[string, (app: express.Express, handler: RequestHandler) => void]>([
    ['a path', (app, handler) => app.use('/api/ai', handler)],
    [
      'a router in a router',
      (app, handler) => app.use('/api', express.Router().use('/ai', handler)),
    ],
    ['a pattern', (app, handler) => app.use('/:tenant/ai', handler)],
  ])('has the mount path taken off by Express: %s', async (_, use) => {
    const seen = await seenBy(
      (app, gateway) => use(app, createExpressHandler(gateway)),
      '/api/ai/v1/models/a%2Fb?x=%20',
    );
    expect(seen).toMatchObject({ path: '/v1/models/a%2Fb', query: 'x=%20' });
  });

  it('takes a base path of its own where the app mounts without one', async () => {
    const seen = await seenBy(
      (app, gateway) => app.use(createExpressHandler(gateway, { basePath: '/ai' })),
      '/ai/v1/models',
    );
    expect(seen?.path).toBe('/v1/models');
  });
});
