import { type ProviderReply, payloadFromValue, readPayload } from '@gw/core';
import { mediaTypeOf, readJson, refuseReply, type TransportReply } from '@gw/provider-utils';
import { convertResponse } from './convert-response.ts';
import type { OllamaChatAnswer } from './ollama-api.ts';
import { openStream } from './open-stream.ts';
import { readErrorInside } from './read-error.ts';
import type { StreamAsked } from './stream-chunks.ts';

/** What was asked, and what its answer is read with. */
export interface Reading extends StreamAsked {
  readonly stream: boolean;
  /** Texts that no error in the reply may hold: upstreams quote keys. */
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * The answer of a chat. What the upstream sent decides: lines are a stream, JSON is JSON; only a
 * reply without any content-type is what was asked for, since both begin alike.
 * @throws {GatewayError} `upstream_invalid_response` for everything else; an `UpstreamError` for an
 *   error in place of an answer.
 */
export async function readChatReply(
  reply: TransportReply,
  reading: Reading,
): Promise<ProviderReply<'chat'>> {
  const { status, headers } = reply;
  const warnings = [...reading.warnings];
  const head = { status, headers, warnings };
  const kind = kindOf(mediaTypeOf(headers), reading.stream);
  if (kind === 'stream') return { ...head, stream: openStream(reply, reading, reading.secrets) };
  if (kind !== 'json') throw refuseReply(reading.provider, reply, 'JSON');
  const answer = await readAnswer<OllamaChatAnswer>(reply, reading);
  const warn = (message: string) => void warnings.push(message);
  return { ...head, json: payloadFromValue(convertResponse(answer, { ...reading, warn })) };
}

/** A whole answer. @throws {UpstreamError} when an error is all that there is. */
export async function readAnswer<Answer extends { readonly error?: unknown }>(
  reply: TransportReply,
  { provider, secrets }: Pick<Reading, 'provider' | 'secrets'>,
): Promise<Answer> {
  const answer = readPayload(await readJson<Answer>(reply.bytes)) as Answer;
  if (answer.error) throw readErrorInside(provider, reply, answer, secrets);
  return answer;
}

type Kind = 'json' | 'stream' | undefined;

function kindOf(mediaType: string | undefined, isStreamAsked: boolean): Kind {
  if (!mediaType) return isStreamAsked ? 'stream' : 'json';
  if (/^application\/(x-)?(ndjson|jsonl|json-lines)$/.test(mediaType)) return 'stream';
  return mediaType === 'application/json' ? 'json' : undefined;
}
