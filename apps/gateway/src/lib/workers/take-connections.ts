import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/**
 * Serves the connections that the first process hands to this worker.
 * @param port where the first process listens.
 */
export function takeConnections(port: number): (server: Server) => Promise<number> {
  return async (server) => {
    process.on('message', (message: ToWorker, connection?: Socket) => {
      if (message.type === 'connection') take(server, message.id, connection);
    });
    return port;
  };
}

function take(server: Server, id: number, connection: Socket | undefined): void {
  if (connection) prepare(connection);
  const taken: FromWorker = { type: 'taken', id };
  // Served only once that has left: else a worker that ends in between has begun what the next one
  // gets, too.
  process.send?.(taken, (error: Error | null) => {
    if (error) connection?.destroy();
    else if (connection && !connection.destroyed) server.emit('connection', connection);
  });
}

function prepare(connection: Socket): void {
  // The server hears errors only from when it has the connection.
  connection.on('error', () => undefined);
  // As Node's HTTP server has it: a client may end its side and still read the reply.
  connection.allowHalfOpen = true;
}
