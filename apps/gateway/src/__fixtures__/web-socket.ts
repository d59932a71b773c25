import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';

export interface OpenSocket {
  send(message: object): void;
  /** The next message that nobody has read yet. */
  next(): Promise<{ readonly type: string; readonly [member: string]: unknown }>;
  /** Reads messages up to one of this type, and returns it. */
  until(type: string): ReturnType<OpenSocket['next']>;
  /** The code that it was closed with. */
  readonly closed: Promise<number>;
  close(): void;
}

/** A client at `/v1/responses`. */
export async function openSocket(url: string): Promise<OpenSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/responses`);
  const messages = new ReadableStream<string>({
    start(controller) {
      socket.addEventListener('message', ({ data }) => controller.enqueue(String(data)));
      socket.addEventListener('close', () => controller.close());
    },
  }).getReader();
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener('close', ({ code }) => resolve(code));
  });
  await once(socket, 'open');
  const next = async () => {
    const { value } = await messages.read();
    if (value === undefined) throw new Error('The connection was closed.');
    return JSON.parse(value);
  };
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    next,
    async until(type) {
      for (;;) {
        const message = await next();
        if (message.type === type) return message;
      }
    },
    closed,
    close: () => socket.close(),
  };
}

const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** What a server replies to a handshake with these headers: 101, or a refusal and its code. */
export async function knock(url: string, headers: Readonly<Record<string, string>> = {}) {
  const knocking = request(`${url}/v1/responses`, { headers: { ...handshake, ...headers } }).end();
  const [response] = (await Promise.race([
    once(knocking, 'upgrade'),
    once(knocking, 'response'),
  ])) as [IncomingMessage];
  const { statusCode: status, socket } = response;
  if (status === 101) {
    socket.destroy();
    return { status };
  }
  const { error } = (await json(response)) as { readonly error: { readonly code: string } };
  return { status, code: error.code };
}
