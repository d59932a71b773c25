import { concatBytes, GatewayError } from '@gw/core';

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
  return concatBytes(chunks);
}

function tooLarge(limitBytes: number): GatewayError {
  const message = `The upstream's reply is larger than ${limitBytes} bytes.`;
  return new GatewayError('upstream_invalid_response', message);
}
