/** @throws {Error} where it does not hold. `what` says what ought to be. */
export function check(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`Not so: ${what}.`);
}

/** Plain data only. A member that is undefined is the same as none. */
export function checkEqual(actual: unknown, expected: unknown, what: string): void {
  if (isEqual(actual, expected)) return;
  throw new Error(`${what}: ${show(actual)} instead of ${show(expected)}`);
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) =>
    isEqual(a[name], b[name]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Long enough to see what is wrong, short enough to read. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length} characters)` : text;
}
