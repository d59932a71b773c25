import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorReply, toGatewayError } from '@gw/core';
import type { ClientWatch } from './client-signal.ts';
import { writeReply } from './write-reply.ts';

/**
 * Tells the client that its request failed outside of the gateway, in whatever way is left.
 * @param requestId for `x-request-id`.
 */
export async function failReply(
  request: IncomingMessage,
  response: ServerResponse,
  thrown: unknown,
  client: ClientWatch,
  requestId: string,
): Promise<void> {
  if (response.destroyed) return;
  if (response.headersSent) return cut(request, response);
  try {
    const reply = errorReply(toGatewayError(thrown), [['x-request-id', requestId]]);
    await writeReply(request, response, reply, client);
  } catch {
    cut(request, response);
  }
}

/**
 * Ends a reply so that nobody takes it for whole. What was written still goes out; closing after it
 * tells wherever a body has a length or a last chunk. HTTP/1.0, which nginx speaks to its upstreams
 * unless told otherwise, has neither: there only a reset tells.
 */
function cut(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = response;
  if (!socket) return;
  if (request.httpVersionMajor > 1) response.destroy(new Error('The reply failed half-way.'));
  else if (request.httpVersionMinor > 0 || 'encrypted' in socket) socket.destroySoon();
  else socket.resetAndDestroy();
}
