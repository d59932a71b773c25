import type { Seeded } from './seeded.ts';

/** One member as it stands in a JSON text. */
export interface RawMember {
  readonly name: string;
  /** From the key's quote to the value's last byte, white space between them included. */
  readonly text: string;
}

/** A JSON object as text, with its members side by side. */
export interface RandomObject {
  readonly text: string;
  readonly members: readonly (RawMember & {
    /** The part of `text` in front of the value. */
    readonly head: string;
  })[];
}

const spaces = ['', '', '', ' ', '  ', '\n', '\t', '\r\n', ' \n\t '];
const numbers = ['0', '-0', '1.50', '12345678901234567890', '1e400', '-1E-7', '3.000', '0.1e+2'];
const texts = [
  '',
  'plain',
  'größe',
  '模型',
  '🙂',
  'a"b',
  'back\\slash',
  'line\nend',
  '\u0000',
  '{"a":1}',
];
const keys = [
  'model',
  'stream',
  'input',
  'n',
  '__proto__',
  'constructor',
  '',
  'a"b',
  'ключ',
  '🙂',
  '0',
];

/**
 * A JSON object as no serialiser would write it: white space anywhere, escapes where none are needed,
 * numbers that no double can hold. Names do not repeat.
 */
export function randomObject(seeded: Seeded): RandomObject {
  const count = seeded.chance(0.1) ? 0 : seeded.below(8);
  const names = new Set<string>();
  while (names.size < count) names.add(randomName(seeded));
  const members = [...names].map((name) => {
    const head = `${randomString(seeded, name)}${space(seeded)}:${space(seeded)}`;
    return { name, head, text: head + randomValue(seeded, 4) };
  });
  const body = members.map(({ text }) => `${space(seeded)}${text}${space(seeded)}`).join(',');
  const text = `${space(seeded)}{${body || space(seeded)}}${space(seeded)}`;
  return { text, members };
}

/** A member name, now and then a new one. */
export function randomName(seeded: Seeded): string {
  return seeded.chance(0.8) ? seeded.pick(keys) : `key ${seeded.below(1000)}`;
}

/** JSON text of a value, at most `depth` levels deep. */
export function randomValue(seeded: Seeded, depth: number): string {
  const kind = seeded.below(depth > 0 ? 6 : 4);
  const gap = () => space(seeded);
  const list = (make: () => string) =>
    Array.from({ length: seeded.below(4) }, () => `${gap()}${make()}${gap()}`).join(',') || gap();
  if (kind === 0) return seeded.pick(['null', 'true', 'false']);
  if (kind === 1) return seeded.pick(numbers);
  if (kind < 4) return randomString(seeded, seeded.pick(texts));
  if (kind === 4) return `[${list(() => randomValue(seeded, depth - 1))}]`;
  const member = () =>
    `${randomString(seeded, randomName(seeded))}:${gap()}${randomValue(seeded, depth - 1)}`;
  return `{${list(member)}}`;
}

/** A JSON string, with some characters escaped that need not be. */
function randomString(seeded: Seeded, text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  const written = units.map((unit) => {
    const mustEscape = unit < 0x20 || unit === 0x22 || unit === 0x5c || isSurrogate(unit);
    if (unit === 0x2f && seeded.chance(0.5)) return '\\/';
    if (mustEscape ? !isSurrogate(unit) : seeded.chance(0.1)) return escapeUnit(unit);
    return String.fromCharCode(unit);
  });
  return `"${written.join('')}"`;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

function space(seeded: Seeded): string {
  return seeded.pick(spaces);
}

/** The members of a JSON object's text, read letter by letter: slow, plain, and not the code under test. */
export function rawMembersOf(text: string): RawMember[] {
  const reader = { text, at: text.indexOf('{') + 1 };
  const members: RawMember[] = [];
  for (;;) {
    skipSpace(reader);
    if (reader.text[reader.at] === '}') return members;
    if (members.length > 0) {
      if (reader.text[reader.at] !== ',') throw new Error(`no comma at ${reader.at} of ${text}`);
      reader.at++;
      skipSpace(reader);
    }
    const start = reader.at;
    skipValue(reader);
    const name = JSON.parse(text.slice(start, reader.at)) as string;
    skipSpace(reader);
    if (reader.text[reader.at] !== ':') throw new Error(`no colon at ${reader.at} of ${text}`);
    reader.at++;
    skipSpace(reader);
    skipValue(reader);
    members.push({ name, text: text.slice(start, reader.at) });
  }
}

interface Reader {
  readonly text: string;
  at: number;
}

function skipSpace(reader: Reader): void {
  while (' \n\r\t'.includes(reader.text[reader.at] ?? '!')) reader.at++;
}

function skipValue(reader: Reader): void {
  let depth = 0;
  do {
    const letter = reader.text[reader.at];
    if (letter === undefined) throw new Error(`the text ends inside a value: ${reader.text}`);
    if (letter === '"') skipString(reader);
    else if (letter === '{' || letter === '[') depth++;
    else if (letter === '}' || letter === ']') depth--;
    reader.at++;
  } while (depth > 0 || isInsideScalar(reader));
}

function isInsideScalar({ text, at }: Reader): boolean {
  const isScalarLetter = (letter: string | undefined) => /[\w.+-]/.test(letter ?? ' ');
  return isScalarLetter(text[at - 1]) && isScalarLetter(text[at]);
}

/** Leaves the reader at the closing quote. */
function skipString(reader: Reader): void {
  reader.at++;
  while (reader.text[reader.at] !== '"') reader.at += reader.text[reader.at] === '\\' ? 2 : 1;
}
