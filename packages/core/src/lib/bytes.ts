/** What Node, Bun and Deno have beside the standard; no other runtime need have it. */
interface BufferMaker {
  from(text: string): Uint8Array;
  allocUnsafe(length: number): Uint8Array;
}

/**
 * Node cuts small buffers out of a pool. An ArrayBuffer of its own, which a TextEncoder makes for
 * every text, costs ten times as much, half of it in the garbage collector.
 */
const pool = (globalThis as { readonly Buffer?: Partial<BufferMaker> }).Buffer;
const hasPool = typeof pool?.from === 'function' && typeof pool.allocUnsafe === 'function';
const { from, allocUnsafe } = (hasPool ? pool : withoutPool()) as BufferMaker;

function withoutPool(): BufferMaker {
  const encoder = new TextEncoder();
  return {
    from: (text) => encoder.encode(text),
    allocUnsafe: (length) => new Uint8Array(length),
  };
}

/** A text in UTF-8. */
export function encodeText(text: string): Uint8Array {
  return from(text);
}

/** Joins byte pieces into one array. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const joined = allocUnsafe(length);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
