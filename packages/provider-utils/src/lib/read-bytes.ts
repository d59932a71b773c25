import { GatewayError } from '@gw/core';

/**
 * A whole body.
 * @throws {GatewayError} `upstream_invalid_response` when it is larger; the rest stays unread.
 */
export async function readBytes(
  bytes: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return joinBytes(chunks, size);
}

/** @param size of all `chunks` together. */
export function joinBytes(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  const joined = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

function tooLarge(limitBytes: number): GatewayError {
  const message = `The upstream's reply is larger than ${limitBytes} bytes.`;
  return new GatewayError('upstream_invalid_response', message);
}
