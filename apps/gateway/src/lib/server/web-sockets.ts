import type { ServeUpgrades } from '@gw/adapter-node';
import { type SessionDoor, serveWebSocket } from '@gw/adapter-node/websocket';
import type { ResolvedConfig } from '../config/resolve-config.ts';

/** The WebSockets of `/v1/responses`, with the bounds and the guard that HTTP has. */
export function webSocketsOf({ access, options }: ResolvedConfig): ServeUpgrades<SessionDoor> {
  return (server, gateway, handlerOptions) =>
    serveWebSocket(server, gateway, {
      ...handlerOptions,
      // On this machine `localOnly` says which pages are local. Elsewhere none but the server's own:
      // what keeps other pages from reading replies over HTTP (there are no CORS headers) does not
      // hold for WebSockets.
      allowedOrigins: access.kind === 'local' ? ['*'] : [],
      maxPayloadBytes: largestMessage(options.maxBodyBytes),
    });
}

/** `ws` counts no further. */
const maxCountedBytes = 2 ** 31 - 1;

/** Room for what is a little too large: that is told as an error, and only more ends the connection. */
function largestMessage(maxBodyBytes: number | undefined): number | undefined {
  return maxBodyBytes && Math.min(2 * maxBodyBytes, maxCountedBytes);
}
