import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  type Gateway,
  GatewayError,
  type Logger,
  requestIdOf,
  type Session,
  toGatewayError,
} from '@gw/core';
import type { WebSocket, WebSocketServer } from 'ws';
import { type ClientWatch, watchClient } from '../client-signal.ts';
import { failReply } from '../fail-reply.ts';
import { NodeRequest } from '../gateway-request.ts';
import type { RequestTarget } from '../request-target.ts';
import { writeReply } from '../write-reply.ts';
import { checkOrigin } from './check-origin.ts';
import { createConnection } from './connection.ts';

/** A request to become a WebSocket, as Node hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
  readonly target: RequestTarget;
}

export interface HandshakeOptions {
  readonly gateway: Pick<Gateway, 'connect'>;
  readonly webSockets: WebSocketServer;
  readonly context: ((request: IncomingMessage) => Readonly<Record<string, unknown>>) | undefined;
  readonly allowedOrigins: readonly string[];
  readonly silenceMs: number;
  readonly log: Logger;
  /** Whether it is too late for new connections. */
  isClosing(): boolean;
}

/** The HTTP side of an upgrade, on which it can be refused. */
interface HttpSide {
  readonly response: ServerResponse;
  readonly client: ClientWatch;
}

/**
 * Answers a handshake: with 101 when the gateway takes the caller, else with what the gateway would
 * reply over HTTP, body and all. Never rejects.
 * @returns the session that goes on over the socket.
 */
export async function shakeHands(
  upgrade: Upgrade,
  options: HandshakeOptions,
): Promise<Session | undefined> {
  const { request, socket } = upgrade;
  const http = openHttpSide(request, socket);
  try {
    return await connect(upgrade, http, options);
  } catch (error) {
    await refuse(request, http, error, options.log);
    return undefined;
  }
}

async function connect(
  upgrade: Upgrade,
  { response, client }: HttpSide,
  options: HandshakeOptions,
): Promise<Session | undefined> {
  const { request, target } = upgrade;
  checkOrigin(request, options.allowedOrigins);
  const context = options.context?.(request);
  const connection = createConnection();
  const { session, reply } = await options.gateway.connect(
    new NodeRequest(request, { response, target, client, context }),
    connection.sink,
  );
  if (reply) {
    await writeReply(request, response, reply, client);
    return undefined;
  }
  try {
    if (options.isClosing()) throw new GatewayError('unavailable', 'The server is closing.');
    connection.open(becomeWebSocket(upgrade, response, options), session, options.silenceMs);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

/** Node knows no response to an upgrade; one on the bare socket lets us refuse as we do elsewhere. */
function openHttpSide(request: IncomingMessage, socket: Socket): HttpSide {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.destroySoon());
  // With none of its own left, a reset would end the process.
  socket.on('error', () => undefined);
  return { response, client: watchClient(response) };
}

/** @throws {GatewayError} `invalid_request` for a handshake that is none. */
function becomeWebSocket(
  { request, socket, head }: Upgrade,
  response: ServerResponse,
  { webSockets }: HandshakeOptions,
): WebSocket {
  let opened: WebSocket | undefined;
  webSockets.handleUpgrade(request, socket, head, (webSocket) => {
    response.detachSocket(socket);
    opened = webSocket;
  });
  if (opened) return opened;
  const message =
    'The WebSocket handshake is not valid: it needs GET, "sec-websocket-key" and "sec-websocket-version: 13".';
  // RFC 6455 §4.4
  throw new GatewayError('invalid_request', message, {
    headers: { 'sec-websocket-version': '13' },
  });
}

/** Answers an upgrade that nobody here serves. Never rejects. */
export function refuseUpgrade(
  { request, socket }: Omit<Upgrade, 'target'>,
  error: GatewayError,
  log: Logger,
): Promise<void> {
  return refuse(request, openHttpSide(request, socket), error, log);
}

/** Tells a client why it gets no WebSocket. */
async function refuse(
  request: IncomingMessage,
  { response, client }: HttpSide,
  error: unknown,
  log: Logger,
): Promise<void> {
  const requestId = requestIdOf(request.headers);
  if (!response.destroyed && toGatewayError(error).code === 'internal_error') {
    log.error('A WebSocket handshake failed outside of the gateway.', { requestId, error });
  }
  await failReply(request, response, error, client, requestId);
}
