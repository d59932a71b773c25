import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';

/** For `media.example`, signed by itself, valid until 2124. Its key beside it guards nothing. */
export const certificate = readPem('cert');

export interface MediaHost {
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
  /** Connections that are open now. */
  open(): number;
  /** Connections that were ever made. */
  seen(): number;
  close(): Promise<void>;
}

/** A web server on a loopback address that counts its connections. */
export async function startMediaHost(
  answer: RequestListener,
  { address = '127.0.0.1', port = 0, tls = false } = {},
): Promise<MediaHost> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  let seen = 0;
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const server = tls
    ? createTlsServer({ cert: certificate, key: readPem('key') }, listener)
    : createServer(listener);
  server.on('connection', (socket: Socket) => {
    seen++;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(port, address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    open: () => sockets.size,
    seen: () => seen,
    close() {
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function readPem(part: 'cert' | 'key'): string {
  return readFileSync(join(import.meta.dirname, `media-example.${part}.pem`), 'utf8');
}
