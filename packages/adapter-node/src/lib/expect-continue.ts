import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const waiting = new WeakSet<IncomingMessage>();

/**
 * Lets clients that ask before they upload (`expect: 100-continue`, as curl does) wait until the
 * body is wanted: a refused key or an announced length over the limit then costs no upload. Without
 * this Node waves every upload through by itself.
 */
export function deferContinue(
  server: Server,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request);
    listener(request, response);
  });
}

/** Tells a client that waits for it to send the body now. */
export function wantBody(request: IncomingMessage, response: ServerResponse): void {
  if (waiting.delete(request)) response.writeContinue();
}
