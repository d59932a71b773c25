import { type Payload, readPayload } from '@gw/core';
import {
  type KnownReply,
  type Members,
  membersOf,
  readJson,
  refuseReply,
} from '@gw/provider-utils';
import { type ErrorReading, errorIn, readErrorInside } from './read-error.ts';

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
  if (reply.kind !== 'json') throw refuseReply(reading.provider, reply, 'JSON');
  const answer = read(await readJson<Members>(reply.bytes));
  if (errorIn(answer)) throw readErrorInside(answer, reply, reading);
  return membersOf(answer);
}
