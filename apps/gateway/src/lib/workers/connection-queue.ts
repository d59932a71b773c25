import type { Socket } from 'node:net';

/** Whoever serves connections. */
export interface Taker {
  /**
   * Resolves to true once the connection is its own, so that the one here can be closed; to false when
   * it will never be, as its process has gone.
   */
  take(connection: Socket): Promise<boolean>;
}

/** Connections on their way to those who serve them. None is lost: each is taken, or closed. */
export interface ConnectionQueue {
  /** Takes part from now on, in turn, until it does not take a connection any more. */
  join(taker: Taker): void;
  /** Passes a connection on; it waits here where nobody is free. */
  give(connection: Socket): void;
  /** Closes those that wait, and all that come. */
  close(): void;
}

/** So many wait. Further ones are closed, before the process has no descriptors left. */
const mostWaiting = 1_024;

/**
 * Each taker gets one connection at a time, and is passed over until it has taken it: one that hangs
 * holds up no more than that one.
 */
export function createConnectionQueue(): ConnectionQueue {
  const waiting: Socket[] = [];
  const free: Taker[] = [];
  let isClosed = false;

  return {
    join(taker) {
      free.push(taker);
      passOn();
    },
    give(connection) {
      // A client that leaves while it waits is no mishap of this process.
      connection.on('error', () => undefined);
      if (isClosed || waiting.length >= mostWaiting) connection.destroy();
      else waiting.push(connection);
      passOn();
    },
    close() {
      isClosed = true;
      for (const connection of waiting.splice(0)) connection.destroy();
    },
  };

  function passOn(): void {
    while (free.length > 0 && waiting.length > 0)
      void hand(free.shift() as Taker, waiting.shift() as Socket);
  }

  async function hand(taker: Taker, connection: Socket): Promise<void> {
    const isTaken = await taker.take(connection);
    if (isTaken || isClosed) connection.destroy();
    // It has waited longer than all others.
    else waiting.unshift(connection);
    if (isTaken) free.push(taker);
    passOn();
  }
}
