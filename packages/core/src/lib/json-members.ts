import { GatewayError } from './errors.ts';

/** Where one top-level member of a JSON object stands, as byte offsets: `"name": value` is `[keyStart, end)`. */
export interface MemberSpan {
  readonly name: string;
  readonly keyStart: number;
  readonly valueStart: number;
  readonly end: number;
}

/** The top-level members of a JSON text, in their order. */
export interface MemberIndex {
  readonly spans: readonly MemberSpan[];
  /** Offset right behind the opening brace, where a first member would be written. */
  readonly bodyStart: number;
}

/** Deeper nesting than any real request has; recursion over parsed values stays safe below it. */
export const maxNesting = 256;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Finds the top-level members of a JSON object without parsing their values: one pass, strings are
 * skipped natively. It trusts the text to be JSON where JSON.parse will judge it anyway.
 * @throws {GatewayError} `invalid_request` when nested deeper than {@link maxNesting}.
 */
export function indexMembers(bytes: Uint8Array): MemberIndex {
  const spans: MemberSpan[] = [];
  let bodyStart = 0;
  let depth = 0;
  let keyStart = -1;
  let keyEnd = -1;
  let valueStart = -1;
  const closeMember = (at: number) => {
    if (valueStart < 0) return;
    const name = readKey(bytes, keyStart, keyEnd);
    spans.push({ name, keyStart, valueStart, end: trimEnd(bytes, valueStart, at) });
    keyStart = keyEnd = valueStart = -1;
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte <= 0x20) continue;
    if (depth === 1 && keyEnd >= 0 && valueStart < 0 && byte !== colon) valueStart = at;
    if (byte === quote) {
      const end = stringEnd(bytes, at);
      if (depth === 1 && keyStart < 0) {
        keyStart = at;
        keyEnd = end;
      }
      at = end - 1;
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > maxNesting) throw tooDeep();
      if (depth === 1) bodyStart = at + 1;
    } else if (byte === closeBrace || byte === closeBracket) {
      if (depth-- === 1) closeMember(at);
    } else if (byte === comma && depth === 1) {
      closeMember(at);
    }
  }
  return { spans, bodyStart };
}

/**
 * Two spellings of one member are read differently by different parsers (last one wins, first one
 * wins, case ignored): whoever reads a member must be sure that the upstream reads the same one.
 * @throws {GatewayError} `ambiguous_parameter` when one of `names` is there twice, or in another case.
 */
export function refuseAmbiguous(index: MemberIndex, names: ReadonlySet<string>): void {
  const seen = new Set<string>();
  for (const { name } of index.spans) {
    const folded = foldCase(name);
    if (!names.has(folded)) continue;
    if (name !== folded || seen.has(folded)) {
      throw new GatewayError(
        'ambiguous_parameter',
        `"${folded}" must be given once, in exactly this spelling.`,
        { param: folded },
      );
    }
    seen.add(folded);
  }
}

/**
 * The same for members of the objects inside one member, at any depth: each object may have each of
 * `names` once, in that spelling.
 * @param except members whose inside is the sender's own business. Default: none.
 * @throws {GatewayError} `ambiguous_parameter`
 */
export function refuseAmbiguousInside(
  bytes: Uint8Array,
  { name: param, valueStart, end }: MemberSpan,
  names: ReadonlySet<string>,
  except?: ReadonlySet<string>,
): void {
  const seenAt: (Set<string> | undefined)[] = [];
  let depth = 0;
  /** The depth of a member that is left alone; what is deeper is its inside. */
  let leftAloneAt = Number.POSITIVE_INFINITY;
  for (let at = valueStart; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === openBrace || byte === openBracket) seenAt[++depth] = undefined;
    else if (byte === closeBrace || byte === closeBracket) depth--;
    if (byte !== quote) continue;
    const stop = stringEnd(bytes, at);
    if (depth > leftAloneAt) {
      at = stop - 1;
      continue;
    }
    const name = isKey(bytes, stop) ? shortKey(bytes, at, stop) : undefined;
    if (name !== undefined) leftAloneAt = except?.has(name) ? depth : Number.POSITIVE_INFINITY;
    const folded = name === undefined ? undefined : foldCase(name);
    if (folded !== undefined && names.has(folded)) {
      const seen = seenAt[depth] ?? new Set();
      seenAt[depth] = seen;
      if (name !== folded || seen.has(folded)) throw ambiguousInside(param, folded);
      seen.add(folded);
    }
    at = stop - 1;
  }
}

function isKey(bytes: Uint8Array, end: number): boolean {
  let at = end;
  while ((bytes[at] as number) <= 0x20) at++;
  return bytes[at] === colon;
}

/** Keys of interest are short, even if every character is written as an escape. */
function shortKey(bytes: Uint8Array, start: number, end: number): string | undefined {
  return end - start > 64 ? undefined : readKey(bytes, start, end);
}

function ambiguousInside(param: string, name: string): GatewayError {
  const message = `In "${param}", "${name}" must be given once an object, in exactly this spelling.`;
  return new GatewayError('ambiguous_parameter', message, { param });
}

/** Simple case folding as case-insensitive JSON readers do it: through upper case, so that U+017F meets `s`. */
function foldCase(name: string): string {
  return isFolded(name) ? name : name.toUpperCase().toLowerCase();
}

/** What nearly all names are. */
function isFolded(name: string): boolean {
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code > 0x7f || (code >= 0x41 && code <= 0x5a)) return false;
  }
  return true;
}

/**
 * Names that were read before, each in the place that its characters give it: requests have the same
 * few over and over, and making a text anew costs more than looking at it.
 */
const knownNames: (string | undefined)[] = Array.from({ length: 512 }, () => undefined);
const longestKnown = 64;

/** Nearly all keys are ASCII without escapes; asking a decoder for them costs more than the scan. */
function readKey(bytes: Uint8Array, start: number, end: number): string {
  let place = 0;
  for (let at = start + 1; at < end - 1; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x7f || byte === backslash) return decodeKey(bytes, start, end);
    place = (place * 31 + byte) & (knownNames.length - 1);
  }
  const known = knownNames[place];
  if (known !== undefined && isSpelled(known, bytes, start + 1, end - 1)) return known;
  let name = '';
  for (let at = start + 1; at < end - 1; at++) name += String.fromCharCode(bytes[at] as number);
  if (name.length <= longestKnown) knownNames[place] = name;
  return name;
}

/** Whether the ASCII characters in `[start, end)` are this name. */
function isSpelled(name: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) {
    if (name.charCodeAt(at) !== bytes[start + at]) return false;
  }
  return true;
}

function decodeKey(bytes: Uint8Array, start: number, end: number): string {
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  if (!text.includes('\\')) return text.slice(1, -1);
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

/** The native search is faster from here on; before, calling it costs more than the search. */
const shortString = 32;

/** Offset behind the closing quote of the string that starts at `start`. */
function stringEnd(bytes: Uint8Array, start: number): number {
  const near = Math.min(start + shortString, bytes.length);
  let at = start + 1;
  for (; at < near; at++) {
    const byte = bytes[at];
    if (byte === quote) return at + 1;
    if (byte === backslash) at++;
  }
  let close = bytes.indexOf(quote, at);
  while (close > 0 && isEscaped(bytes, close)) close = bytes.indexOf(quote, close + 1);
  return close < 0 ? bytes.length : close + 1;
}

function isEscaped(bytes: Uint8Array, at: number): boolean {
  let before = at - 1;
  while (bytes[before] === backslash) before--;
  return (at - before) % 2 === 0;
}

function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && (bytes[last - 1] as number) <= 0x20) last--;
  return last;
}

function tooDeep(): GatewayError {
  return new GatewayError(
    'invalid_request',
    `The body is nested deeper than ${maxNesting} levels.`,
  );
}
