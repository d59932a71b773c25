import { GatewayError } from '@gw/core';
import { closingQuote } from './json-strings.ts';

/**
 * JSON as text, taken apart and put together again without being read as numbers and objects: what
 * JSON.parse and JSON.stringify make of 12345678901234567890, of a key twice, or of the order of keys
 * is not what was sent. All functions trust their text to be JSON.
 */
export interface JsonMember {
  readonly name: string;
  /** The value as it is written. */
  readonly text: string;
}

/** Deeper nesting than any real request has; as in the core. */
const maxNesting = 256;

/**
 * The members of an object, in their order.
 * @throws {GatewayError} `invalid_request` when nested deeper than 256 levels.
 */
export function readMembers(text: string): JsonMember[] {
  const members: JsonMember[] = [];
  let at = skipSpace(text, skipSpace(text, 0) + 1);
  while (text[at] === '"') {
    const keyEnd = stringEnd(text, at);
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = valueEnd(text, start);
    members.push({ name: JSON.parse(text.slice(at, keyEnd)), text: text.slice(start, end) });
    at = skipComma(text, end);
  }
  return members;
}

/**
 * The texts of an array's elements.
 * @throws {GatewayError} `invalid_request` when nested deeper than 256 levels.
 */
export function readElements(text: string): string[] {
  const elements: string[] = [];
  let at = skipSpace(text, skipSpace(text, 0) + 1);
  while (text[at] !== ']') {
    const end = valueEnd(text, at);
    elements.push(text.slice(at, end));
    at = skipComma(text, end);
  }
  return elements;
}

export function writeMembers(members: readonly JsonMember[]): string {
  return `{${members.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

export function writeElements(elements: readonly string[]): string {
  return `[${elements.join(',')}]`;
}

/**
 * An object with other members, all others as they are written. What a member was said twice is said
 * once then.
 * @param edits by name: the new text, or nothing to take it out. New ones come last.
 */
export function editMembers(
  text: string,
  edits: Readonly<Record<string, string | undefined>>,
): string {
  const pending = new Map(Object.entries(edits));
  const names = new Set(pending.keys());
  const members = readMembers(text).flatMap((member) => {
    if (!names.has(member.name)) return [member];
    const edit = pending.get(member.name);
    pending.delete(member.name);
    return edit === undefined ? [] : [{ name: member.name, text: edit }];
  });
  for (const [name, edit] of pending) if (edit !== undefined) members.push({ name, text: edit });
  return writeMembers(members);
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

function skipComma(text: string, start: number): number {
  const at = skipSpace(text, start);
  return text[at] === ',' ? skipSpace(text, at + 1) : at;
}

const scalar = /[^\s,\]}]*/y;
const structure = /["[\]{}]/g;

/** Offset behind the value that starts at `start`. */
function valueEnd(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return stringEnd(text, start);
  if (first === '{' || first === '[') return containerEnd(text, start);
  scalar.lastIndex = start;
  scalar.test(text);
  return scalar.lastIndex;
}

function containerEnd(text: string, start: number): number {
  // This one is inside another, whose members are being read.
  let depth = 1;
  structure.lastIndex = start;
  for (let found = structure.exec(text); found; found = structure.exec(text)) {
    const [mark] = found;
    if (mark === '"') structure.lastIndex = stringEnd(text, found.index);
    else if (mark === '{' || mark === '[') {
      if (++depth > maxNesting) throw tooDeep();
    } else if (--depth === 1) return found.index + 1;
  }
  return text.length;
}

/** Offset behind the closing quote of the string that starts at `start`. */
function stringEnd(text: string, start: number): number {
  return closingQuote(text, start) + 1;
}

function tooDeep(): GatewayError {
  const message = `The body is nested deeper than ${maxNesting} levels.`;
  return new GatewayError('invalid_request', message);
}
