import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ConnectionSink, GatewayReply, GatewayRequest } from '@gw/core';
import { type ClientOptions, WebSocket } from 'ws';
import type { SessionDoor } from '../websocket/serve-websocket.ts';

/** What a gateway sees of one connection. */
export interface SeenSession extends ConnectionSink {
  readonly request: GatewayRequest;
  readonly received: (string | Uint8Array)[];
  isClosed: boolean;
  isFinishing: boolean;
}

/** A gateway whose sessions keep what they receive; a finished one ends at once unless it is busy. */
export function sessionGateway(
  options: {
    readonly refuse?: (
      request: GatewayRequest,
    ) => Promise<GatewayReply | undefined> | GatewayReply | undefined;
    readonly isBusy?: boolean;
  } = {},
) {
  const sessions: SeenSession[] = [];
  const connect: SessionDoor['connect'] = async (request, sink) => {
    const reply = await options.refuse?.(request);
    if (reply) return { reply };
    const over = Promise.withResolvers<void>();
    const seen: SeenSession = {
      ...sink,
      request,
      received: [],
      isClosed: false,
      isFinishing: false,
      end() {
        sink.end();
        over.resolve();
      },
    };
    sessions.push(seen);
    const session = {
      receive: (message: string | Uint8Array) => void seen.received.push(message),
      finish() {
        seen.isFinishing = true;
        if (!options.isBusy) seen.end();
      },
      close() {
        seen.isClosed = true;
        over.resolve();
      },
      done: over.promise,
    };
    return { session };
  };
  return { connect, sessions };
}

/** A client whose messages are collected. */
export async function openSocket(url: string, options: ClientOptions = {}) {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), options);
  const messages: string[] = [];
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (data, isBinary) => messages.push(isBinary ? 'binary' : data.toString()));
  await once(socket, 'open');
  return { socket, messages, closed };
}

/** What a server replies instead of opening a WebSocket. */
export async function refusalOf(url: string, options: ClientOptions = {}) {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), options);
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}
