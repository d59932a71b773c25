import { concatBytes } from '@gw/core';

/** How much of a body to read, and how long. */
export interface PrefixLimits {
  readonly bytes: number;
  readonly ms: number;
}

/** The beginning of a body: what comes within both limits. Throws what the reading throws. */
export async function readPrefix(
  body: AsyncIterable<Uint8Array>,
  limits: PrefixLimits,
): Promise<Uint8Array> {
  const reads = body[Symbol.asyncIterator]();
  const leave = () => void reads.return?.().catch(() => undefined);
  const timer = setTimeout(leave, limits.ms);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    while (size < limits.bytes) {
      const read = await reads.next();
      if (read.done) break;
      chunks.push(read.value);
      size += read.value.length;
    }
  } finally {
    clearTimeout(timer);
  }
  if (size >= limits.bytes) leave();
  return concatBytes(chunks).subarray(0, limits.bytes);
}
