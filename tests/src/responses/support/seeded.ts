/** Random choices that are the same in every run. */
export interface Seeded {
  /** A whole number in [0, limit). */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** @param probability in [0, 1]. */
  chance(probability: number): boolean;
}

/** Xorshift over 32 bits; the first numbers of neighbouring seeds are alike, so some are skipped. */
function createSeeded(seed: number): Seeded {
  let state = (seed + 1) * 2_654_435_769;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let skipped = 0; skipped < 8; skipped++) next();
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
    chance: (probability) => next() < probability,
  };
}

/**
 * Runs a property over so many seeds, for as long as the time allows.
 * @throws {Error} of the first seed that breaks it, with the seed's number.
 */
export async function forSeeds(
  count: number,
  property: (seeded: Seeded) => Promise<void>,
  { timeMs = 12_000, least = 50 }: { timeMs?: number; least?: number } = {},
): Promise<void> {
  const end = performance.now() + timeMs;
  for (let seed = 0; seed < count; seed++) {
    if (seed >= least && performance.now() > end) return;
    try {
      await property(createSeeded(seed));
    } catch (error) {
      if (error instanceof Error) error.message = `seed ${seed}: ${error.message}`;
      throw error;
    }
  }
}

/** A text in pieces, cut anywhere, also between the two halves of a character. */
export function cut(seeded: Seeded, text: string, longest = 9): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + seeded.below(longest);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

/** Queues whose order stays; which one goes on next is chance. */
export function interleave<T>(seeded: Seeded, queues: readonly (readonly T[])[]): T[] {
  const rest = queues.filter(({ length }) => length > 0).map((queue) => [...queue]);
  const mixed: T[] = [];
  while (rest.length > 0) {
    const at = seeded.below(rest.length);
    mixed.push(...(rest[at]?.splice(0, 1) ?? []));
    if (rest[at]?.length === 0) rest.splice(at, 1);
  }
  return mixed;
}
