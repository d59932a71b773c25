/** An object whose members nobody has checked. */
export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; whatever else is there, or instead of it, is left out. */
export function membersIn(list: unknown): Members[] {
  return Array.isArray(list) ? list.filter(isMembers) : [];
}

export function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {};
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function countOf(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? value : 0;
}

/** Also of a number that kept its digits, see exact-json.ts. */
export function numberOf(value: unknown): number {
  const number = isMembers(value) && 'rawJSON' in value ? Number(value.rawJSON) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
}

/** Leaves out what is `null` or missing: both mean "not said". */
export function present<T extends object>(
  members: T,
): { [Name in keyof T]?: NonNullable<T[Name]> } {
  const said = Object.entries(members).filter(([, value]) => value != null);
  return Object.fromEntries(said) as { [Name in keyof T]?: NonNullable<T[Name]> };
}
