/** Random choices that are the same in every run. */
export interface Random {
  /** A whole number in [0, limit). */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
}

/** The mulberry32 generator. */
function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
    chance: (probability) => next() < probability,
  };
}

/** Runs a property over `count` seeds, one after the other. A failure says which seed it was. */
export async function forSeeds(
  count: number,
  property: (random: Random) => void | Promise<void>,
): Promise<void> {
  for (let seed = 1; seed <= count; seed++) {
    try {
      await property(createRandom(seed));
    } catch (error) {
      if (error instanceof Error) error.message = `seed ${seed}: ${error.message}`;
      throw error;
    }
  }
}

const letters = [
  'a',
  'b',
  '0',
  ' ',
  'é',
  '模',
  '🙂',
  '"',
  '\\',
  '/',
  '\n',
  '\u0000',
  '\ud83d',
  '\udc00',
];

/** Any text, lone surrogates included. */
export function randomText(random: Random, maxLength: number): string {
  return Array.from({ length: random.below(maxLength + 1) }, () => random.pick(letters)).join('');
}

const spaces = ['', '', '', ' ', '\n', '\t', '\r\n', '  \n '];
const numbers = ['0', '-0', '1.50', '12345678901234567890', '1e400', '-1E-7', '3.000', '0.1e+2'];

/** A JSON text as no serialiser would write it: white space, needless escapes, numbers no double can hold. */
export function randomJson(
  random: Random,
  depth: number,
  text = () => randomText(random, 6),
): string {
  const space = () => random.pick(spaces);
  const list = (make: () => string) =>
    Array.from({ length: random.below(4) }, () => `${space()}${make()}${space()}`).join(',') ||
    space();
  const value = (): string => randomJson(random, depth - 1, text);
  switch (random.below(depth > 0 ? 6 : 4)) {
    case 0:
      return random.pick(['null', 'true', 'false']);
    case 1:
      return random.pick(numbers);
    case 2:
    case 3:
      return randomLiteral(random, text());
    case 4:
      return `[${list(value)}]`;
    default:
      return `{${list(() => `${randomLiteral(random, text())}${space()}:${space()}${value()}`)}}`;
  }
}

/** A JSON string, with some characters escaped that need not be. */
export function randomLiteral(random: Random, text: string): string {
  const asEscape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const plain = JSON.stringify(text).slice(1, -1);
  const written = plain.replace(/\\u....|\\.|[a-z0-9]/g, (unit) =>
    unit.length === 1 && random.chance(0.1) ? asEscape(unit) : unit,
  );
  return `"${written}"`;
}
