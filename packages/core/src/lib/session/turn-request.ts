import type { GatewayRequest } from '../door.ts';
import { GatewayError } from '../errors.ts';
import type { Headers } from '../provider.ts';

/** What one turn adds to the connection that it belongs to. */
export interface TurnParts {
  readonly body: Uint8Array;
  readonly requestId: string;
  /** Aborted when the connection ends before the response does. */
  readonly signal: AbortSignal;
}

/** A message of the connection as the request that would have been its like over HTTP. */
export function turnRequest(
  origin: GatewayRequest,
  { body, requestId, signal }: TurnParts,
): GatewayRequest {
  const { query, remoteAddress, context, waitUntil } = origin;
  return {
    method: 'POST',
    path: '/v1/responses',
    query,
    headers: {
      ...withoutHandshake(origin.headers),
      'content-type': 'application/json',
      'x-request-id': requestId,
    },
    async readBody(limitBytes) {
      if (body.length <= limitBytes) return body;
      const message = `The message is larger than the limit of ${limitBytes} bytes.`;
      throw new GatewayError('body_too_large', message);
    },
    async *bodyStream() {
      yield body;
    },
    signal,
    remoteAddress,
    context,
    waitUntil,
  };
}

/** They speak of the handshake or of its body; subprotocols of browsers carry keys. */
const handshakeHeader =
  /^(sec-websocket-.*|connection|upgrade|keep-alive|te|trailer|transfer-encoding|expect|content-.*)$/;

function withoutHandshake(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !handshakeHeader.test(name)),
  );
}
