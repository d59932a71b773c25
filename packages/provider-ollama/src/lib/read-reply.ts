import {
  GatewayError,
  headerValue,
  type ProviderReply,
  payloadFromValue,
  readPayload,
} from '@gw/core';
import { discardBytes, readJson, type TransportReply } from '@gw/provider-utils';
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
  const head = { status, headers, warnings: reading.warnings };
  const kind = kindOf(headerValue(headers, 'content-type'), reading.stream);
  if (kind === 'stream') return { ...head, stream: openStream(reply, reading, reading.secrets) };
  requireJson(kind, reply, reading.provider);
  const answer = await readAnswer<OllamaChatAnswer>(reply, reading);
  return { ...head, json: payloadFromValue(convertResponse(answer, reading)) };
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

function kindOf(contentType: string | undefined, isStreamAsked: boolean): Kind {
  if (!contentType) return isStreamAsked ? 'stream' : 'json';
  const mediaType = mediaTypeOf(contentType);
  if (/^application\/(x-)?(ndjson|jsonl|json-lines)$/.test(mediaType)) return 'stream';
  return mediaType === 'application/json' ? 'json' : undefined;
}

function mediaTypeOf(contentType: string): string {
  return (contentType.split(';', 1)[0] as string).trim().toLowerCase();
}

/** @throws {GatewayError} when a reply is something else, such as the page of a proxy. */
function requireJson(kind: Kind, { status, headers, bytes }: TransportReply, provider: string) {
  if (kind === 'json') return;
  discardBytes(bytes);
  const mediaType = mediaTypeOf(headerValue(headers, 'content-type') ?? '').slice(0, 80);
  const message = `The upstream "${provider}" answered (HTTP ${status}) with "${mediaType}" instead of JSON.`;
  throw new GatewayError('upstream_invalid_response', message);
}
