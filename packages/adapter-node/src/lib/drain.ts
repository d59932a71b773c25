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
  const sockets = new Set<Socket>();
  const replies = new Set<ServerResponse>();
  let closed: Promise<void> | undefined;
  const follow = (_: unknown, response: ServerResponse) => {
    if (closed !== undefined) refuseReuse(response);
    replies.add(response);
    response.once('close', () => replies.delete(response));
  };

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', follow).prependListener('checkContinue', follow);
  server.closeIdleConnections = () => {
    const busy = new Set(Array.from(replies, (response) => response.req.socket));
    for (const socket of sockets) {
      if (!busy.has(socket) && !isElsewhere(socket)) socket.destroySoon();
    }
  };

  return async (graceMs) => {
    closed ??= closeServer(server);
    for (const response of replies) {
      refuseReuse(response);
      response.once('close', () => server.closeIdleConnections());
    }
    const deadline = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
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
