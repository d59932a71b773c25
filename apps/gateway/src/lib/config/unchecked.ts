/** Reads of values whose shape nobody has checked yet. */

export type Members = Readonly<Record<string, unknown>>;

export function members(value: unknown): Members {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Members) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
