import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { consoleLogger, type Gateway, GatewayError, type Session } from '@gw/core';
import { WebSocketServer } from 'ws';
import type { NodeHandlerOptions } from '../node-handler.ts';
import { normalizeBasePath, splitTarget } from '../request-target.ts';
import { type Upgrades, wantsWebSocket } from '../upgrades.ts';
import { type HandshakeOptions, refuseUpgrade, shakeHands, type Upgrade } from './handshake.ts';

/** What WebSockets need of a gateway. */
export type SessionDoor = Pick<Gateway, 'connect'>;

/**
 * What WebSockets need of a server: those of `node:http` and `node:https`, and what frameworks call
 * one of theirs. One of `node:http2` hands over those connections that came by HTTP/1.1.
 */
export interface UpgradingServer {
  on(event: 'upgrade', listener: UpgradeListener): unknown;
  off(event: 'upgrade', listener: UpgradeListener): unknown;
  listenerCount(event: 'upgrade'): number;
}

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface WebSocketOptions extends NodeHandlerOptions {
  /**
   * Pages that may open a WebSocket from a browser, by origin: `https://app.example`; `*` for all.
   * Default: only pages of the server itself. Clients that are no browsers are not asked.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * The largest message, in bytes; a larger one closes the connection (1009). The gateway's own
   * `maxBodyBytes` is told as an error before that, where it is smaller. Default: 64 MiB.
   */
  readonly maxPayloadBytes?: number | undefined;
  /** Silence after which a client is pinged, in ms; as long again without an answer, and it has left. Default 30,000. */
  readonly pingAfterMs?: number | undefined;
}

const responsesPath = '/v1/responses';

/**
 * Serves the WebSockets of the Responses API at `/v1/responses` on a server of yours:
 * `serve(gateway, { webSocket: serveWebSocket })`, or `serveWebSocket(server, gateway)` beside a
 * handler. The gateway is asked before a handshake is answered, so that a refusal is an ordinary
 * HTTP reply.
 *
 * Other upgrades are left to the server's other listeners. While there is none they are refused here,
 * since Node would leave their clients waiting.
 */
export function serveWebSocket(
  server: UpgradingServer,
  gateway: SessionDoor,
  options: WebSocketOptions = {},
): Upgrades {
  const { log = consoleLogger } = options;
  const basePath = normalizeBasePath(options.basePath);
  const sockets = new Set<Duplex>();
  const sessions = new Set<Session>();
  let isClosing = false;
  const handshake: HandshakeOptions = {
    gateway,
    webSockets: createWebSocketServer(options),
    context: options.context,
    allowedOrigins: options.allowedOrigins ?? [],
    silenceMs: options.pingAfterMs ?? 30_000,
    log,
    isClosing: () => isClosing,
  };

  const run = async (upgrade: Upgrade) => {
    const session = await shakeHands(upgrade, handshake);
    if (!session) return;
    sessions.add(session);
    if (isClosing) session.finish();
    await session.done;
    sessions.delete(session);
  };
  const onUpgrade = (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const target = splitTarget(request.url ?? '/', basePath);
    const isOurs = target?.path === responsesPath && wantsWebSocket(request);
    if (!isOurs && server.listenerCount('upgrade') > 1) return;
    // A server of `node:http` or `node:https` has no others.
    const socket = duplex as Socket;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void (isOurs
      ? run({ request, socket, head, target })
      : refuseUpgrade({ request, socket, head }, nobodysUpgrade(request), log));
  };
  server.on('upgrade', onUpgrade);

  return {
    owns: (socket) => sockets.has(socket),
    async close({ graceMs = 10_000 } = {}) {
      isClosing = true;
      server.off('upgrade', onUpgrade);
      for (const session of sessions) session.finish();
      const deadline = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all(Array.from(sockets, closed));
      clearTimeout(deadline);
    },
  };
}

/** Compression costs memory for every connection, and its benefit on small deltas is small. */
function createWebSocketServer({ maxPayloadBytes }: WebSocketOptions): WebSocketServer {
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes ?? 64 * 1024 * 1024,
  });
  // With a listener it leaves the refusal of a bad handshake to us.
  return webSockets.on('wsClientError', () => undefined);
}

function nobodysUpgrade(request: IncomingMessage): GatewayError {
  if (wantsWebSocket(request)) return new GatewayError('not_found', 'There is no WebSocket here.');
  const message = 'Send the request without "upgrade": the only upgrade here is to a WebSocket.';
  return new GatewayError('invalid_request', message);
}

function closed(socket: Duplex): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
