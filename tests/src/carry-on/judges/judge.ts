/** An object of a request, whatever it holds. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * What a server has against a request, as `place: reason`; nothing where it takes the request.
 * @param issued what this server has given out to be handed back, as the judge's own tokens.
 */
export type Judge = (body: Members, issued: ReadonlySet<string>) => string[];

/** Names of tools, as all but Gemini want them. */
export const toolName = /^[a-zA-Z0-9_-]{1,64}$/;

/** Several values as one text, the same for the same values. */
export function tokenOf(...values: readonly unknown[]): string {
  return JSON.stringify(values);
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; none where there is no list. */
export function listOf(value: unknown): Members[] {
  return Array.isArray(value) ? value.filter(isMembers) : [];
}

export function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {};
}

/** @param known names, with spaces between them. */
export function unknownMembers(value: unknown, known: string, where: string): string[] {
  const names = known.split(' ');
  return Object.keys(membersOf(value))
    .filter((name) => !names.includes(name))
    .map((name) => `${where}.${name}: is not known`);
}

export function faultIf(isFault: boolean, fault: string): string[] {
  return isFault ? [fault] : [];
}

/** Thoughts that this server did not have. */
export function foreignThoughts(
  thoughts: readonly string[],
  issued: ReadonlySet<string>,
): string[] {
  return thoughts
    .filter((thought) => !issued.has(thought))
    .map((thought) => `a thought that was not given out here: ${thought}`);
}

/** Values that stand in a list more than once. */
export function repeatedIn(values: readonly unknown[]): unknown[] {
  return values.filter((value, place) => values.indexOf(value) !== place);
}
