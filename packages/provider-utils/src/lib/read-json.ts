import { GatewayError, type Payload, payloadFromBytes, readPayload } from '@gw/core';
import { readBytes } from './read-bytes.ts';

const defaultLimitBytes = 64 * 1024 * 1024;

/**
 * A JSON object as a payload over its original bytes. It is parsed here, so that a reply that is no
 * JSON is the upstream's failure and can be asked for again; the payload keeps the parsed value.
 * @param limitBytes Default: 64 MiB.
 * @throws {GatewayError} `upstream_invalid_response`
 */
export async function readJson<T>(
  bytes: AsyncIterable<Uint8Array>,
  limitBytes = defaultLimitBytes,
): Promise<Payload<T>> {
  const payload = payloadFromBytes<T>(await readBytes(bytes, limitBytes));
  try {
    readPayload(payload);
  } catch {
    // Without its cause: a parser quotes the text.
    const message = 'The upstream sent a reply that is not a JSON object.';
    throw new GatewayError('upstream_invalid_response', message);
  }
  return payload;
}
