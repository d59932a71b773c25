/**
 * 32 bits that depend on the whole text: FNV-1a over its UTF-16 units, then a final mix, because FNV
 * alone leaves the high bits of short texts alike.
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export function hashText(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return mix(hash);
}

/** Spreads every bit over all others (MurmurHash3's finalizer). */
function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** An id that depends on `value` alone: `stableId('chatcmpl-', messages)` → `chatcmpl-4c1f…`, 16 hex digits. */
export function stableId(prefix: string, value: unknown): string {
  const text = JSON.stringify(value);
  return prefix + toHex(hashText(text)) + toHex(hashText(text, 1));
}

function toHex(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}
