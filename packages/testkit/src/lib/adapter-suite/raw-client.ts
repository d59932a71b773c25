import { once } from 'node:events';
import { connect } from 'node:net';
import type { MountedAdapter } from './adapter-mount.ts';
import { eventually } from './timing.ts';

/** A client that does only what it is told: leaves at any moment, or does not read. */
export interface RawClient {
  send(text: string | Uint8Array): void;
  /** Everything received so far. */
  received(): string;
  /** Waits until `text` has arrived. */
  until(text: string): Promise<void>;
  /** Stops reading: what the server sends piles up. */
  pause(): void;
  resume(): void;
  /** Bytes that the server's side has taken so far. */
  taken(): number;
  /** Whether the server has ended the connection, in whatever way. */
  ended(): boolean;
  /** Closes the connection without a word. */
  leave(): void;
}

export async function connectRaw({ url }: MountedAdapter): Promise<RawClient> {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port) });
  let received = '';
  let ended = false;
  const end = () => {
    ended = true;
  };
  socket.on('data', (piece) => {
    received += piece.toString('latin1');
  });
  // A server that resets the connection has ended it, too.
  socket.on('error', end).on('end', end).on('close', end);
  await once(socket, 'connect');
  return {
    send: (text) => void socket.write(text),
    received: () => received,
    until: (text) => eventually(`"${text}" arrives`, () => received.includes(text)),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    taken: () => socket.bytesWritten - socket.writableLength,
    ended: () => ended,
    leave: () => void socket.destroy(),
  };
}

/** A request's head: `POST /v1/x HTTP/1.1` and its headers, `host` included. */
export function head(line: string, ...headers: string[]): string {
  return [`${line} HTTP/1.1`, 'host: localhost', ...headers, '', ''].join('\r\n');
}
