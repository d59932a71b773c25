import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createGateway } from '@gw/core';
import { type AdapterMount, adapterSuite, routesTo } from '@gw/testkit/adapter';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { describe, it } from 'vitest';
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
  for (const { name, skip, run } of adapterSuite(mount)) it.skipIf(skip)(name, run);
});
