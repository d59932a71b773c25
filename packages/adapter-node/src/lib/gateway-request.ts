import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayRequest } from '@gw/core';
import { bodyStream } from './body-stream.ts';
import type { ClientWatch } from './client-signal.ts';
import { wantBody } from './expect-continue.ts';
import { readBody } from './read-body.ts';
import type { RequestTarget } from './request-target.ts';

/**
 * A Node request as the gateway sees it. Headers are Node's own: lower case, repeated ones joined
 * with a comma, except where Node keeps a list (`set-cookie`) or the first one alone (`authorization`,
 * `host`, `content-type` and others of which there can be but one).
 * @see https://nodejs.org/api/http.html#messageheaders
 */
export function toGatewayRequest(
  request: IncomingMessage,
  response: ServerResponse,
  target: RequestTarget,
  client: ClientWatch,
  context: Readonly<Record<string, unknown>> | undefined,
): GatewayRequest {
  return {
    method: (request.method ?? 'GET').toUpperCase(),
    path: target.path,
    query: target.query,
    headers: request.headers,
    readBody: (limitBytes) => readBody(request, limitBytes, () => wantBody(request, response)),
    bodyStream() {
      wantBody(request, response);
      return bodyStream(request);
    },
    get signal() {
      return client.signal;
    },
    // The socket's own address: whoever connects can write an `x-forwarded-for`.
    remoteAddress: request.socket.remoteAddress,
    context,
  };
}
