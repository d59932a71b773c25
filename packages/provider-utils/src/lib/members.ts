/** An object whose members nobody has checked. */
export type Members = Readonly<Record<string, unknown>>;

/** An object of JSON, and no list. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What should be an object, whatever was sent. */
export function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {};
}

/** What should be a text, whatever was sent. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The objects of a list; whatever else is there, or instead of it, is left out. */
export function objectsIn(list: unknown): Members[] {
  return Array.isArray(list) ? list.filter(isMembers) : [];
}

/** The members of `T` that say something. */
export type Present<T> = {
  [Name in keyof T as null extends T[Name]
    ? never
    : undefined extends T[Name]
      ? never
      : Name]: T[Name];
} & { [Name in keyof T]?: NonNullable<T[Name]> };

/** Leaves out what is `null` or missing: both mean "not said", and many upstreams refuse `null`. */
export function present<T extends object>(members: T): Present<T> {
  const said = Object.entries(members).filter(([, value]) => value != null);
  return Object.fromEntries(said) as Present<T>;
}
