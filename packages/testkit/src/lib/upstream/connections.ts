import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Counts a server's connections, so that a test can see whether they are used again. */
export interface Connections {
  /** From 1, in the order they were opened. */
  numberOf(socket: Socket): number;
  count(): { opened: number; open: number };
  /**
   * Starts counting opened connections from 0 again; those that are open stay open, and keep their
   * number.
   */
  reset(): void;
}

export function countConnections(server: Server): Connections {
  const numbers = new Map<Socket, number>();
  let total = 0;
  let before = 0;
  server.on('connection', (socket: Socket) => {
    numbers.set(socket, ++total);
    socket.once('close', () => numbers.delete(socket));
  });
  return {
    numberOf: (socket) => numbers.get(socket) ?? 0,
    count: () => ({ opened: total - before, open: numbers.size }),
    reset() {
      before = total;
    },
  };
}
