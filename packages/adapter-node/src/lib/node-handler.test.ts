import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AdapterMount, adapterSuite } from '@gw/testkit/adapter';
import { describe, it } from 'vitest';
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
