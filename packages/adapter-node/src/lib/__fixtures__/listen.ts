import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayReply, GatewayRequest } from '@gw/core';
import type { GatewayDoor } from '../node-handler.ts';

/** A gateway that owns every path. */
export function gatewayOf(
  handle: (request: GatewayRequest) => Promise<GatewayReply> | GatewayReply,
): GatewayDoor {
  return { match: () => true, handle: async (request) => handle(request) };
}

export const ok = (body: GatewayReply['body'] = 'ok'): GatewayReply => ({
  status: 200,
  headers: [],
  body,
});

/** A server on loopback; `await using` closes it with all its connections. */
export async function listen(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
