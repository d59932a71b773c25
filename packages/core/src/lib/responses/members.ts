/** An object whose members we do not all know. */
export type Members = Record<string, unknown>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Items and parts must not say `null` for what they do not have; clients with schemas refuse it. */
export function withoutNulls(members: object): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null));
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
