import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { serveWebSocket, type WebSocketOptions } from '@gw/adapter-node/websocket';
import { type Violation, validateResponsesStream } from '@gw/testkit/responses';
import { type ClientOptions, WebSocket } from 'ws';
import type { House, HouseOptions } from './house.ts';
import type { StreamEvent } from './record-streams.ts';
import { openResponsesHouse, type ResponsesHouse, type Way } from './responses-house.ts';
import { until } from './until.ts';

/** A house that takes WebSockets too. */
export function openSocketHouse(
  way: Way,
  options: Omit<HouseOptions, 'provider' | 'serve'> = {},
  socketOptions: WebSocketOptions = {},
): Promise<ResponsesHouse> {
  const webSocket: Sockets = (server, gateway, more) =>
    serveWebSocket(server, gateway, { ...more, ...socketOptions });
  return openResponsesHouse(way, { ...options, serve: { webSocket } });
}

type Sockets = NonNullable<NonNullable<HouseOptions['serve']>['webSocket']>;

/** A plain client, message by message. */
export interface SocketClient {
  readonly socket: WebSocket;
  /** All that has come, in its order. */
  readonly messages: readonly StreamEvent[];
  send(message: string | object): void;
  /** `response.create` of our model. */
  create(members: object): void;
  /** The messages of the next turn that nobody has taken yet: up to the one that ends it. */
  turn(): Promise<Turn>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Turn {
  readonly events: readonly StreamEvent[];
  readonly last: StreamEvent;
  /** What is wrong with it as a stream of events. */
  readonly violations: readonly Violation[];
}

const ends = new Set(['error', 'response.completed', 'response.incomplete', 'response.failed']);

export async function openSocket(house: House, options?: ClientOptions): Promise<SocketClient> {
  const socket = new WebSocket(socketUrl(house), options);
  const messages: StreamEvent[] = [];
  let taken = 0;
  socket.on('message', (data) => messages.push(JSON.parse(data.toString()) as StreamEvent));
  await once(socket, 'open');
  const endOf = () => messages.findIndex(({ type }, at) => at >= taken && ends.has(type));
  const client: SocketClient = {
    socket,
    messages,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    create: (members) => client.send({ type: 'response.create', model: 'test-model', ...members }),
    async turn() {
      await until('a turn ends', () => endOf() >= 0);
      const events = messages.slice(taken, endOf() + 1);
      taken += events.length;
      const last = events.at(-1) ?? { type: 'none' };
      return { events, last, violations: validateResponsesStream(events) };
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      socket.close();
      await once(socket, 'close');
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
  return client;
}

/** What the gateway replies instead of opening a WebSocket. */
export async function refusalOf(house: House, options?: ClientOptions) {
  const socket = new WebSocket(socketUrl(house), options);
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  const { error } = JSON.parse(await text(response)) as { error: Record<string, unknown> };
  return { status: response.statusCode, error };
}

function socketUrl({ url }: House): string {
  return `${url.replace(/^http/, 'ws')}/responses`;
}

/** The id of the response that a turn made. */
export function responseOf({ last }: Turn) {
  return last.response as {
    readonly id: string;
    readonly status: string;
    readonly output: readonly { readonly content?: readonly { readonly text?: string }[] }[];
  };
}

export function textOf(turn: Turn): string | undefined {
  return responseOf(turn).output.at(-1)?.content?.[0]?.text;
}
