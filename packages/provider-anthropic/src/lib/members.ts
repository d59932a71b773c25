/** An object whose members we do not all know. */
export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that should be an object, whatever was sent. */
export function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {};
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The objects of a list that somebody sent; whatever else is there, or instead of it, is left out. */
export function objectsIn(list: unknown): Members[] {
  return Array.isArray(list) ? list.filter(isMembers) : [];
}

type Present<T> = { [Name in keyof T]?: NonNullable<T[Name]> };

/** Leaves out what is `null` or missing: both mean "not said", and Anthropic refuses most nulls. */
export function present<T extends object>(members: T): Present<T> {
  const said = Object.entries(members).filter(([, value]) => value != null);
  return Object.fromEntries(said) as Present<T>;
}
