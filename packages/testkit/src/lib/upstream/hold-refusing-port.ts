import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** A port at which nobody listens, and nobody will while it is held. */
export interface RefusingPort {
  /** `http://127.0.0.1:41234` */
  readonly origin: string;
  release(): void;
}

/**
 * Holds a port that refuses connections. A server that was closed would refuse them too, but its
 * port may be the next server's at once. This one is the calling end of a connection: the system
 * gives it to nobody else, and nobody listens there.
 */
export async function holdRefusingPort(): Promise<RefusingPort> {
  const server = createServer((other) => other.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port, address: host } = server.address() as AddressInfo;
  const socket = connect({ port, host });
  await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
  server.close();
  return {
    origin: `http://${host}:${socket.localPort}`,
    release: () => socket.destroy(),
  };
}
