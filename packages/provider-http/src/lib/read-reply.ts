import {
  type ApiName,
  GatewayError,
  headerValue,
  type JsonReply,
  type Payload,
  type ProviderReply,
  readPayload,
} from '@gw/core';
import {
  discardBytes,
  peekBytes,
  readErrorBody,
  readJson,
  readSse,
  redactStrings,
  type TransportReply,
} from '@gw/provider-utils';

/**
 * What the upstream sent decides, not what was asked: `text/event-stream` is a stream, JSON is JSON,
 * and a reply without any content-type is what its first character says.
 * @param provider id, for errors.
 * @param secrets texts that no error in the reply may hold: upstreams quote keys.
 * @throws {GatewayError} `upstream_invalid_response` for everything else; an `UpstreamError` for an
 *   error in place of an answer, whatever the status.
 */
export async function readReply<A extends ApiName>(
  provider: string,
  { status, headers, bytes }: TransportReply,
  secrets: readonly string[],
): Promise<ProviderReply<A>> {
  const head = { status, headers, warnings: [] };
  const contentType = headerValue(headers, 'content-type');
  const body = contentType ? { kind: kindOf(contentType), bytes } : await sniff(bytes);
  if (body.kind === 'stream') return { ...head, stream: readSse(body.bytes, { secrets }) };
  if (body.kind === 'json') {
    const json = await readJson<Answer>(body.bytes);
    return { ...head, json: withoutSecrets(provider, head, json, secrets) as JsonReply<A>['json'] };
  }
  discardBytes(body.bytes);
  throw neitherKind(provider, status, contentType);
}

/** What tells an error from an answer. */
interface Answer {
  readonly error?: unknown;
  readonly object?: unknown;
  readonly choices?: unknown;
  readonly data?: unknown;
  readonly output?: unknown;
}

/** @throws {UpstreamError} when an error is all that there is. */
function withoutSecrets(
  provider: string,
  head: Omit<TransportReply, 'bytes'>,
  json: Payload<Answer>,
  secrets: readonly string[],
): Payload<unknown> {
  const body = readPayload(json);
  if (!body.error) return json;
  if (!isAnswer(body)) throw readErrorBody(provider, { ...head, body }, { secrets });
  return json.with({ error: redactStrings(body.error, secrets) });
}

/** A response tells in itself that it failed, with what there was of it. */
function isAnswer({ object, choices, data, output }: Answer): boolean {
  const hasContent = [choices, data, output].some((list) => Array.isArray(list) && list.length);
  return hasContent || object === 'response';
}

type Kind = 'json' | 'stream' | undefined;

function kindOf(contentType: string): Kind {
  const mediaType = mediaTypeOf(contentType);
  if (mediaType === 'text/event-stream') return 'stream';
  return /^(application|text)\/([\w.-]+\+)?json$/.test(mediaType) ? 'json' : undefined;
}

function mediaTypeOf(contentType: string): string {
  return (contentType.split(';', 1)[0] as string).trim().toLowerCase();
}

async function sniff(body: AsyncIterable<Uint8Array>) {
  const { first, bytes } = await peekBytes(body);
  const text = new TextDecoder().decode(first?.subarray(0, 64)).trimStart();
  return { kind: kindOfText(text), bytes };
}

/** A JSON object begins with a brace, a stream with a field's name or a comment's colon. */
function kindOfText(text: string): Kind {
  if (text.startsWith('{')) return 'json';
  return /^(data|event|id|retry)?:/.test(text) ? 'stream' : undefined;
}

function neitherKind(provider: string, status: number, contentType: string | undefined) {
  const what = contentType ? `"${mediaTypeOf(contentType).slice(0, 80)}"` : 'no content-type';
  const message = `The upstream "${provider}" answered (HTTP ${status}) with ${what} instead of JSON or an event stream.`;
  return new GatewayError('upstream_invalid_response', message);
}
