import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrain } from './drain.ts';
import { deferContinue } from './expect-continue.ts';
import { createNodeHandler, type GatewayDoor, type NodeHandlerOptions } from './node-handler.ts';
import { explainRefusals } from './refusals.ts';
import { type ServeUpgrades, wantsWebSocket } from './upgrades.ts';

export interface ServeOptions<Door extends GatewayDoor = GatewayDoor> extends NodeHandlerOptions {
  /** Default 0: any free one. */
  readonly port?: number | undefined;
  /** Address to listen on. Default `127.0.0.1`: reachable from this machine only. */
  readonly host?: string | undefined;
  /** How long a client may take to send its headers, in ms. Default 60,000. */
  readonly headersTimeoutMs?: number | undefined;
  /** How long a client may take to send the whole request, in ms. A reply takes as long as it takes. Default 300,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** How long a connection may wait for its next request, in ms. Default 75,000. */
  readonly keepAliveTimeoutMs?: number | undefined;
  /**
   * Opens the way in, where the server has no port of its own: it gets each connection by
   * `server.emit('connection', socket)`. Resolves with the port that clients know. Default: the server
   * listens on `host` and `port`.
   */
  readonly listen?: ((server: Server) => Promise<number>) | undefined;
  /** Serves WebSockets too: `serveWebSocket` of `@gw/adapter-node/websocket`. Default: there are none. */
  readonly webSocket?: ServeUpgrades<Door> | undefined;
}

/** A listening server. */
export interface Served {
  /** Where to reach it from this machine: `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly port: number;
  /** For what this helper does not do, such as upgrades. */
  readonly server: Server;
  /**
   * Stops accepting, closes idle connections, lets open replies end for up to `graceMs` (default
   * 10,000), running responses of WebSockets among them, and destroys the rest. Resolves when every
   * connection is gone. A second call may shorten the grace.
   */
  close(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

/**
 * Starts a server for LLM traffic. Node's own limits guard the receiving of a request; nothing limits
 * how long a reply may stream.
 * @throws {Error} `EADDRINUSE` and what else keeps a server from listening.
 */
export async function serve<Door extends GatewayDoor>(
  gateway: Door,
  options: ServeOptions<Door> = {},
): Promise<Served> {
  const { port = 0, host = '127.0.0.1', listen = listenOn(port, host) } = options;
  const handler = createNodeHandler(gateway, options);
  const settings = { ...timeouts(options), ...(options.webSocket && onlyWebSockets) };
  const server = createServer(settings, (request, response) => handler(request, response));
  deferContinue(server, handler);
  explainRefusals(server);
  const upgrades = options.webSocket?.(server, gateway, options);
  const drain = createDrain(server, (socket) => upgrades?.owns(socket) ?? false);
  const bound = await listen(server);
  // Begins to watch over limits of time.
  if (!server.listening) server.emit('listening');
  return {
    url: `http://${reachable(host)}:${bound}`,
    port: bound,
    server,
    async close({ graceMs = 10_000 } = {}) {
      await Promise.all([drain(graceMs), upgrades?.close({ graceMs })]);
    },
  };
}

/**
 * Idle connections outlive the 60 s after which load balancers drop theirs: if we were first, one
 * of them would now and then send a request into a connection that we have just closed.
 */
function timeouts(
  options: Pick<ServeOptions, 'headersTimeoutMs' | 'requestTimeoutMs' | 'keepAliveTimeoutMs'>,
) {
  return {
    headersTimeout: options.headersTimeoutMs ?? 60_000,
    requestTimeout: options.requestTimeoutMs ?? 300_000,
    keepAliveTimeout: options.keepAliveTimeoutMs ?? 75_000,
  };
}

/**
 * A server that listens for upgrades gets every request that offers one, also from clients that would
 * as well do without, as Java's own does with `h2c`. Node can tell them apart since 24.9.
 */
const onlyWebSockets = { shouldUpgradeCallback: wantsWebSocket };

function listenOn(port: number, host: string): (server: Server) => Promise<number> {
  return (server) =>
    new Promise((resolve, reject) => {
      server.once('error', reject).listen(port, host, () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
}

/** Every address at once is no address to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
