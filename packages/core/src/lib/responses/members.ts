/** An object whose members we do not all know. */
export type Members = Record<string, unknown>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value's members; none where it is no object. */
export function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {};
}

/** Items and parts must not say `null` for what they do not have; clients with schemas refuse it. */
export function withoutNulls(members: object): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null));
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A table for keys that come from outside: `constructor` and `__proto__` are not in it. */
export function lookUpTable<Value>(
  entries: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  return Object.assign(Object.create(null), entries);
}
