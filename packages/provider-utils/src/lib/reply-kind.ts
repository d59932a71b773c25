import { GatewayError, type Headers, headerValue } from '@gw/core';
import { discardBytes, peekBytes } from './peek-bytes.ts';
import type { TransportReply } from './transport.ts';

/** A reply, and what it is. */
export interface KnownReply extends TransportReply {
  /** `undefined`: neither. */
  readonly kind: 'json' | 'stream' | undefined;
}

/**
 * What the upstream sent decides, not what was asked: `text/event-stream` is a stream, JSON is JSON,
 * and a reply without any content-type is what its first character says.
 */
export function toKnownReply(reply: TransportReply): KnownReply | Promise<KnownReply> {
  const mediaType = mediaTypeOf(reply.headers);
  if (mediaType === undefined) return guessKind(reply);
  const { status, headers, bytes } = reply;
  return { status, headers, bytes, kind: kindOf(mediaType) };
}

async function guessKind(reply: TransportReply): Promise<KnownReply> {
  const { first, bytes } = await peekBytes(reply.bytes);
  const text = new TextDecoder().decode(first?.subarray(0, 64)).trimStart();
  return { ...reply, bytes, kind: kindOfText(text) };
}

/** What a reply says it is, in lower case and without parameters. Default: it does not say. */
export function mediaTypeOf(headers: Headers): string | undefined {
  const [mediaType = ''] = (headerValue(headers, 'content-type') ?? '').split(';', 1);
  return mediaType.trim().toLowerCase() || undefined;
}

/**
 * Lets go of a reply that is none, such as the page of a proxy.
 * @param expected what would be one: `JSON`.
 * @returns `upstream_invalid_response`, to be thrown.
 */
export function refuseReply(
  provider: string,
  { status, headers, bytes }: TransportReply,
  expected: string,
): GatewayError {
  discardBytes(bytes);
  const mediaType = mediaTypeOf(headers);
  const what = mediaType ? `"${mediaType.slice(0, 80)}"` : 'no content-type';
  const message = `The upstream "${provider}" answered (HTTP ${status}) with ${what} instead of ${expected}.`;
  return new GatewayError('upstream_invalid_response', message);
}

function kindOf(mediaType: string): KnownReply['kind'] {
  if (mediaType === 'text/event-stream') return 'stream';
  return /^(application|text)\/([\w.-]+\+)?json$/.test(mediaType) ? 'json' : undefined;
}

/** A JSON object begins with a brace, a stream with a field's name or a comment's colon. */
function kindOfText(text: string): KnownReply['kind'] {
  if (text.startsWith('{')) return 'json';
  return /^(data|event|id|retry)?:/.test(text) ? 'stream' : undefined;
}
