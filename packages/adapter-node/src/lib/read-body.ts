import type { IncomingMessage } from 'node:http';
import { GatewayError } from '@gw/core';
import { clientLeft } from './client-signal.ts';
import { takeParsedBody } from './parsed-body.ts';

/**
 * The whole body, its pieces joined once.
 * @throws {GatewayError} `body_too_large` before anything is read when the client announces more than
 * `limitBytes`, else with the piece that crosses the limit; `client_closed_request` when the client
 * leaves meanwhile.
 * @param wantBody called when the body is about to be read.
 */
export async function readBody(
  request: IncomingMessage,
  limitBytes: number,
  wantBody: () => void,
): Promise<Uint8Array> {
  const parsed = takeParsedBody(request);
  const announced = parsed ? parsed.byteLength : announcedBytes(request);
  if (announced > limitBytes) throw tooLarge(limitBytes);
  if (parsed) return parsed;
  wantBody();
  return collect(request, limitBytes);
}

/** `content-length`; 0 without one. Node has refused what is not a number. */
export function announcedBytes(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0);
}

/**
 * Listeners instead of `for await`: leaving that loop early would destroy the socket we answer on.
 * Once the body is there they may stay, which is cheaper than taking them off: nothing comes any more.
 */
function collect(request: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const onData = (piece: Buffer) => {
      pieces.push(piece);
      size += piece.length;
      if (size <= limitBytes) return;
      request.off('data', onData).pause();
      reject(tooLarge(limitBytes));
    };
    const onEnd = () => {
      resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, size));
    };
    // Comes without 'end' before it, or 'error' beside it, when the client leaves.
    const onClose = () => {
      if (!request.readableEnded) reject(clientLeft());
    };
    if (request.destroyed) return onClose();
    request.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

function tooLarge(limitBytes: number): GatewayError {
  const text = `The request body is larger than the limit of ${limitBytes} bytes.`;
  return new GatewayError('body_too_large', text);
}
