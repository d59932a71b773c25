import { type ProviderReply, payloadFromValue, readPayload } from '@gw/core';
import { readJson, refuseReply, type TransportReply, toKnownReply } from '@gw/provider-utils';
import type { AcmeAnswer } from './acme-api.ts';
import { convertResponse } from './convert-response.ts';
import { openStream } from './open-stream.ts';

/** What was asked, and what its answer is read with. */
export interface Reading {
  /** Id of the provider, for errors. */
  readonly provider: string;
  readonly model: string;
  /** Whether the client wants a stream's counts. */
  readonly includeUsage: boolean;
  /** Texts that no error in the reply may hold: upstreams quote keys. */
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * The answer, with a status below 300. What the upstream sent decides, not what was asked.
 * @throws {GatewayError} `upstream_invalid_response` for what is neither JSON nor a stream.
 */
export async function readReply(
  transportReply: TransportReply,
  reading: Reading,
): Promise<ProviderReply<'chat'>> {
  const { provider, model, warnings } = reading;
  const reply = await toKnownReply(transportReply);
  const { status, headers, bytes, kind } = reply;
  const head = { status, headers, warnings };
  if (kind === 'stream') return { ...head, stream: openStream(reply, reading) };
  if (kind !== 'json') throw refuseReply(provider, reply, 'JSON');
  const answer = readPayload(await readJson<AcmeAnswer>(bytes)) as AcmeAnswer;
  return { ...head, json: payloadFromValue(convertResponse(answer, provider, model)) };
}
