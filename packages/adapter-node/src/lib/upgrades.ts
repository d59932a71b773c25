import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NodeHandlerOptions } from './node-handler.ts';

/** Whatever serves the connections that clients upgrade from HTTP to something else. */
export interface Upgrades {
  /** Whether a socket is in its hands; then it is not idle, though no request of HTTP is open on it. */
  owns(socket: Duplex): boolean;
  /**
   * Takes no more connections, lets what runs come to its end for up to `graceMs` (default 10,000)
   * and destroys the rest. Resolves when its last connection is gone.
   */
  close(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

/** Begins to serve upgrades on a server. */
export type ServeUpgrades<Door> = (
  server: Server,
  gateway: Door,
  options: NodeHandlerOptions,
) => Upgrades;

/** Whether a request wants to become a WebSocket. Others ask for HTTP/2, as Java's own client does. */
export function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}
