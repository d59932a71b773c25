import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayReply } from '@gw/core';
import type { ClientWatch } from './client-signal.ts';
import { abandon, isStream } from './source.ts';
import { endAfterUpload, overtakesUpload } from './unread-upload.ts';
import { writeStream } from './write-stream.ts';

/**
 * Writes a reply: its header lines as they are, in order, repeated ones included, except those that
 * frame the body, which are ours to set. Resolves when
 * everything was handed to the socket or the client has left.
 * @throws {TypeError} for a header that HTTP does not allow.
 * @throws what the body's iterator threw; the head may be out by then.
 */
export async function writeReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: GatewayReply,
  client: ClientWatch,
): Promise<void> {
  const { status, body } = reply;
  if (response.destroyed || response.headersSent) return abandon(body);
  const overtakes = overtakesUpload(request);
  const lines = flatHeaders(request, reply, overtakes);
  const head = () => void response.writeHead(status, lines);
  const end = () => endReply(request, response, client, overtakes);
  if (isStream(body) && request.method !== 'HEAD' && allowsBody(status)) {
    return writeStream(response, body, { head, end });
  }
  abandon(body);
  head();
  // Node itself holds a body back from HEAD, 204 and 304.
  const whole = isStream(body) || body === null ? '' : body;
  if (!overtakes) return void response.end(whole);
  if (whole.length > 0) response.write(whole);
  else response.flushHeaders();
  end();
}

/** The reply is written; what is left of an upload must not stand in the way of the next request. */
function endReply(
  request: IncomingMessage,
  response: ServerResponse,
  client: ClientWatch,
  overtakes: boolean,
): void {
  if (!overtakes) return void response.end();
  client.settle();
  endAfterUpload(request, response);
}

/** Whatever differs from what is written would make the client read the next reply in a wrong place. */
const framingHeaders = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

/** Node takes names and values in turn, and only so keeps a name that stands there twice. */
function flatHeaders(request: IncomingMessage, reply: GatewayReply, close: boolean): string[] {
  const flat: string[] = [];
  for (const [name, value] of reply.headers) {
    if (!framingHeaders.has(name.toLowerCase())) flat.push(name, value);
  }
  const length = contentLength(request, reply);
  if (length !== undefined) flat.push('content-length', length);
  if (close) flat.push('connection', 'close');
  return flat;
}

/** Of a reply without its body only the gateway knows what the length would be (RFC 9110 §8.6). */
function contentLength(
  { method }: IncomingMessage,
  { status, headers, body }: GatewayReply,
): string | undefined {
  if (!allowsBody(status)) return undefined;
  const [, given] = headers.find(([name]) => name.toLowerCase() === 'content-length') ?? [];
  if (method === 'HEAD' && given !== undefined && /^\d+$/.test(given)) return given;
  return isStream(body) ? undefined : String(byteLength(body));
}

/** RFC 9110 §6.4.1. */
function allowsBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}

function byteLength(body: GatewayReply['body']): number {
  return body === null || isStream(body) ? 0 : Buffer.byteLength(body);
}
