/** @throws {Error} where it does not hold. `what` says what ought to be. */
export function check(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`Not so: ${what}.`);
}

/**
 * Plain data only. A member that is undefined is the same as none.
 * @param what is looked at: `the body of the record`.
 * @throws {Error} that names the first place where they differ.
 */
export function checkEqual(actual: unknown, expected: unknown, what: string): void {
  const found = findDifference(actual, expected, '');
  if (!found) return;
  const place = found.path === '' ? what : `${what}, at ${found.path}`;
  throw new Error(`${place}: expected ${show(found.expected)}, but got ${show(found.actual)}.`);
}

interface Difference {
  /** `[0].pieces[1].hash`; empty for the values themselves. */
  readonly path: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

function findDifference(actual: unknown, expected: unknown, path: string): Difference | undefined {
  if (Object.is(actual, expected)) return undefined;
  const isAlike = isObject(actual) && isObject(expected) && !isListLike(actual, expected);
  if (!isAlike) return { path, actual, expected };
  for (const name of new Set([...Object.keys(actual), ...Object.keys(expected)])) {
    const place = Array.isArray(actual) ? `${path}[${name}]` : joinPath(path, name);
    const found = findDifference(actual[name], expected[name], place);
    if (found) return found;
  }
  return undefined;
}

function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** One is a list, and the other is none or of another length: that says more than a member would. */
function isListLike(actual: object, expected: object): boolean {
  const [a, b] = [actual, expected].map((one) => (Array.isArray(one) ? one.length : undefined));
  return a !== b;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A value in few words: long enough to see what is wrong, short enough to read. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value) && value.some(isObject)) return `${value.length} of ${showIds(value)}`;
  return shorten(JSON.stringify(value) ?? String(value), 120);
}

/** What one reads of a long list: which records they are, or what they say. */
function showIds(list: readonly unknown[]): string {
  const ids = list.map((one) => (isObject(one) && 'id' in one ? one.id : one));
  return shorten(JSON.stringify(ids), 120);
}

export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}… (${text.length} characters)` : text;
}
