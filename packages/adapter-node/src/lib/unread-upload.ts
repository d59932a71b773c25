import type { IncomingMessage, ServerResponse } from 'node:http';
import { announcedBytes } from './read-body.ts';

/** So much of an unread upload is in the socket's buffers anyway; Node throws it away by itself. */
const smallUploadBytes = 64 * 1024;
/** How long a client that is still sending may take to see that it has its answer. */
const graceMs = 1_000;
/** How much of such an upload is taken off the wire and thrown away. */
const graceBytes = 8 * 1024 * 1024;

/**
 * Whether a reply that starts now overtakes its request's body, so that the connection cannot be
 * used again: a 413, a 401 to an upload, a handler that did not care.
 */
export function overtakesUpload(request: IncomingMessage): boolean {
  // One stream of HTTP/2 ends without its connection.
  if (request.complete || request.httpVersionMajor > 1) return false;
  if (request.headers['transfer-encoding'] !== undefined) return true;
  return announcedBytes(request) > smallUploadBytes;
}

/**
 * Ends a reply that has overtaken its upload. Closing a socket with unread bytes makes the kernel
 * reset it, and a reset may take the reply away from a client that is still sending (RFC 9112 §9.6).
 * So the client gets a short while, in which a bounded part of the rest is read and thrown away.
 */
export function endAfterUpload(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return void response.end();
  let left = graceBytes;
  const discard = (piece: Buffer) => {
    left -= piece.length;
    if (left < 0) request.pause();
  };
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, graceMs);
  request.on('data', discard).once('end', end).once('close', end).resume();
}
