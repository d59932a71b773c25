/** Numbers in [0, 1), the same for the same seed. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function createRandom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    /** A whole number from `from` up to `to`, both included. */
    between: (from: number, to: number) => from + Math.floor(next() * (to - from + 1)),
    oneOf<T>(list: readonly T[]): T | undefined {
      return list[Math.floor(next() * list.length)];
    },
    chance: (share: number) => next() < share,
  };
}

export type Random = ReturnType<typeof createRandom>;
