import { GatewayError, type Payload, readPayload } from '@gw/core';
import { discardBytes, readJson } from '@gw/provider-utils';
import { type Members, membersOf } from './members.ts';
import { type ErrorReading, errorIn, toGeminiError } from './read-error.ts';
import type { KnownReply } from './reply-kind.ts';

/**
 * A reply that must be one JSON object.
 * @param read how the body becomes a value. Default: as JavaScript reads it.
 * @throws {GatewayError} `upstream_invalid_response` for anything else; an `UpstreamError` for an
 *   error in place of an answer, whatever the status.
 */
export async function readJsonReply(
  reply: KnownReply,
  reading: ErrorReading,
  read: (json: Payload<Members>) => unknown = readPayload,
): Promise<Members> {
  if (reply.kind !== 'json') {
    discardBytes(reply.bytes);
    throw notJson(reading.provider, reply);
  }
  const answer = read(await readJson<Members>(reply.bytes));
  if (errorIn(answer)) throw toGeminiError(answer, reply, reading);
  return membersOf(answer);
}

function notJson(provider: string, { status, mediaType }: KnownReply): GatewayError {
  const what = mediaType ? `"${mediaType.slice(0, 80)}"` : 'no content-type';
  const message = `The upstream "${provider}" answered (HTTP ${status}) with ${what} instead of JSON.`;
  return new GatewayError('upstream_invalid_response', message);
}
