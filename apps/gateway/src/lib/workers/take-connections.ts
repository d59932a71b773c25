import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionSource } from '../server/start-server.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/**
 * Takes the connections that the first process hands to this worker.
 * @param port where the first process listens.
 */
export function takeConnections(port: number): ConnectionSource {
  const open = new Set<Socket>();
  let isClosing = false;

  return {
    serveWith(server) {
      replaceListening(server, port);
      process.on('message', (message: ToWorker, connection?: Socket) => {
        if (message.type === 'connection') take(server, message.id, connection);
      });
    },
    async close(graceMs) {
      isClosing = true;
      const cut = () => {
        for (const connection of open) connection.destroy();
      };
      const deadline = setTimeout(cut, graceMs);
      await Promise.all(Array.from(open, (connection) => once(connection, 'close')));
      clearTimeout(deadline);
    },
  };

  function take(server: Server, id: number, connection: Socket | undefined): void {
    if (connection !== undefined) follow(connection);
    const taken: FromWorker = { type: 'taken', id };
    // Served only once that has left: else a worker that ends in between has begun what the next one
    // gets, too.
    process.send?.(taken, (error: Error | null) => {
      if (error || isClosing) connection?.destroy();
      else if (connection && !connection.destroyed) server.emit('connection', connection);
    });
  }

  function follow(connection: Socket): void {
    open.add(connection);
    connection.once('close', () => open.delete(connection));
    // The server hears errors only from when it has the connection.
    connection.on('error', () => undefined);
    // As Node's HTTP server has it: a client may end its side and still read the reply.
    connection.allowHalfOpen = true;
  }
}

/**
 * The port is the first process's. The server begins to serve, limits of time among it, as if it had
 * opened it.
 */
function replaceListening(server: Server, port: number): void {
  server.listen = ((_port: number, _host: string, onListening: () => void) => {
    server.once('listening', onListening);
    process.nextTick(() => server.emit('listening'));
    return server;
  }) as Server['listen'];
  server.address = () => ({ address: '', family: '', port });
}
