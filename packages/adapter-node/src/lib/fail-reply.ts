import type { IncomingMessage, ServerResponse } from 'node:http';
import { type GatewayError, type GatewayReply, toGatewayError } from '@gw/core';
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
    await writeReply(request, response, toErrorReply(thrown, requestId), client);
  } catch {
    cut(request, response);
  }
}

function toErrorReply(thrown: unknown, requestId: string): GatewayReply {
  const error = toGatewayError(thrown);
  return {
    status: error.status,
    headers: [
      ['x-request-id', requestId],
      ['content-type', 'application/json'],
    ],
    body: errorBody(error),
  };
}

/** The four keys that OpenAI's clients read, all of them always. */
export function errorBody({ message, type, param, wireCode }: GatewayError): string {
  return JSON.stringify({ error: { message, type, param, code: wireCode } });
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
