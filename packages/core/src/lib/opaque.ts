/**
 * Content that only its maker can read (signatures, encrypted reasoning) on its way through a
 * client: wrapped together with the name of its maker, so that it is replayed there and nowhere else.
 */

const prefix = 'gwo1.';

/** @param content what JSON can hold. */
export function wrapOpaque(boundary: string, content: unknown): string {
  return prefix + toBase64(JSON.stringify([boundary, content]));
}

export interface OpaqueContent {
  readonly boundary: string;
  readonly content: unknown;
}

/** `undefined` for text that we did not wrap: an upstream's own. */
export function unwrapOpaque(text: string): OpaqueContent | undefined {
  if (!text.startsWith(prefix)) return undefined;
  try {
    const parsed: unknown = JSON.parse(fromBase64(text.slice(prefix.length)));
    if (!Array.isArray(parsed) || typeof parsed[0] !== 'string') return undefined;
    return { boundary: parsed[0], content: parsed[1] };
  } catch {
    return undefined;
  }
}

function toBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
