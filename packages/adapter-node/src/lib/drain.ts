import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps track of a server's connections, so that it can be closed without cutting a reply.
 *
 * Node's own `closeIdleConnections`, which `server.close` calls, takes a connection for idle as soon
 * as its reply was handed over in full, and cuts what a slow client has not read yet. Busy means
 * here: until the last byte has left.
 * @param isElsewhere whether a socket is in the hands of somebody who will close it himself.
 * @returns closes the server; resolves when every connection is gone.
 */
export function createDrain(
  server: Server,
  isElsewhere: (socket: Socket) => boolean,
): (graceMs: number) => Promise<void> {
  /** Each connection with its open replies, more than one where a client sends ahead. */
  const connections = new Map<Socket, ServerResponse[]>();
  let closed: Promise<void> | undefined;
  let tellAllGone = () => {};
  const follow = (_: unknown, response: ServerResponse) => {
    if (closed !== undefined) refuseReuse(response);
    const replies = connections.get(response.req.socket) ?? [];
    replies.push(response);
    response.on('close', () => replies.splice(replies.indexOf(response), 1));
  };

  server.on('connection', (socket: Socket) => {
    connections.set(socket, []);
    socket.once('close', () => {
      connections.delete(socket);
      if (connections.size === 0) tellAllGone();
    });
  });
  server.prependListener('request', follow).prependListener('checkContinue', follow);
  server.closeIdleConnections = () => {
    for (const [socket, replies] of connections) {
      if (replies.length === 0 && !isElsewhere(socket)) socket.destroySoon();
    }
  };

  /** A server waits for those alone that it has accepted itself. */
  const allGone = () =>
    new Promise<void>((resolve) => {
      tellAllGone = resolve;
      if (connections.size === 0) resolve();
    });

  return async (graceMs) => {
    closed ??= closeServer(server).then(allGone);
    for (const response of [...connections.values()].flat()) {
      refuseReuse(response);
      response.once('close', () => server.closeIdleConnections());
    }
    const deadline = setTimeout(() => {
      for (const socket of connections.keys()) socket.destroy();
    }, graceMs);
    await closed;
    clearTimeout(deadline);
  };
}

/** The client should not send its next request here. */
function refuseReuse(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
