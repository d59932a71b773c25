/** JSON objects and no lists. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list that somebody sent; whatever else is there, or instead of it, is left out. */
export function objectsIn<T>(list: readonly T[] | null | undefined): T[] {
  return Array.isArray(list) ? list.filter((item: T) => isObject(item)) : [];
}

/** A copy without the members that are `undefined`, as JSON would have it. */
export function present<T extends object>(members: T): T {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as T;
}
