import type { IncomingMessage } from 'node:http';
import { GatewayError } from '@gw/core';

/** What body parsers of host servers leave behind. */
interface MaybeParsed {
  readonly rawBody?: unknown;
  readonly body?: unknown;
}

/**
 * The body that something in front of us has read from the socket already, as `express.json()` does.
 * A parsed object is written as JSON again, which **loses bytes**: integers above 2^53, duplicate
 * members, whitespace. A parser that keeps `rawBody` loses nothing; the gateway in front of the
 * parser is better still.
 * @returns undefined while nobody has read: the stream is ours. A parser that found nothing to read
 * leaves it untouched, whatever it has put into `body`.
 * @throws {GatewayError} `internal_error` when the body was read and not kept.
 */
export function takeParsedBody(request: IncomingMessage): Uint8Array | undefined {
  if (!request.readableDidRead) return undefined;
  const { rawBody, body } = request as MaybeParsed;
  if (rawBody instanceof Uint8Array) return rawBody;
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body);
  if (body !== undefined) return Buffer.from(JSON.stringify(body));
  throw new GatewayError('internal_error', 'The gateway had an internal error.', {
    cause: new Error(
      'Something in front of the gateway has read the request body and kept neither `rawBody` nor `body`. Mount the gateway first.',
    ),
  });
}
