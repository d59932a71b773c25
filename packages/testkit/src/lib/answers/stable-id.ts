/**
 * An id that depends on nothing but its seed: `stableId('chatcmpl-', messages)` →
 * `'chatcmpl-9d2c5680'`. FNV-1a over the seed's JSON; short, and good enough to tell two requests
 * apart.
 */
export function stableId(prefix: string, seed: unknown): string {
  return (
    prefix +
    stableHash(JSON.stringify(seed) ?? '')
      .toString(16)
      .padStart(8, '0')
  );
}

/** 32-bit FNV-1a. */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** The moment everything is made at, in seconds since 1970: answers depend on the request alone. */
export const createdAt = 1_764_967_971;
