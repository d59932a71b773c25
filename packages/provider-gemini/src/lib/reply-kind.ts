import { headerValue } from '@gw/core';
import { peekBytes, type TransportReply } from '@gw/provider-utils';

/** A reply, and what it is. */
export interface KnownReply extends TransportReply {
  /** `undefined`: neither. */
  readonly kind: 'json' | 'stream' | undefined;
  /** As the upstream names it. */
  readonly mediaType: string | undefined;
}

/**
 * What the upstream sent decides, not what was asked: its content-type, or without one the first
 * character.
 */
export async function toKnownReply(reply: TransportReply): Promise<KnownReply> {
  const contentType = headerValue(reply.headers, 'content-type');
  if (contentType) {
    const [mediaType = ''] = contentType.split(';', 1);
    const name = mediaType.trim().toLowerCase();
    return { ...reply, kind: kindOf(name), mediaType: name };
  }
  const { first, bytes } = await peekBytes(reply.bytes);
  const text = new TextDecoder().decode(first?.subarray(0, 64)).trimStart();
  return { ...reply, bytes, kind: kindOfText(text), mediaType: undefined };
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
