import type { IncomingMessage } from 'node:http';
import { clientLeft } from './client-signal.ts';
import { takeParsedBody } from './parsed-body.ts';

/**
 * The body in pieces, as they come off the socket; the socket waits while nobody asks for more.
 * @throws {GatewayError} `client_closed_request` when the client leaves meanwhile.
 */
export async function* bodyStream(request: IncomingMessage): AsyncGenerator<Uint8Array, void> {
  const parsed = takeParsedBody(request);
  if (parsed) return yield parsed;
  try {
    // A reader that stops early must not take the socket away from the reply.
    yield* request.iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw clientLeft(cause);
  }
}
