import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type AdapterMount, adapterSuite } from '@gw/testkit/adapter';
import express, { type RequestHandler } from 'express';
import { describe, it } from 'vitest';
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
