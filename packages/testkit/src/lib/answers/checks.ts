/** Says whether a member has the right type. */
export type Check = (value: unknown) => boolean;

export const isText: Check = (value) => typeof value === 'string';

/** Bounded, so that a wild number cannot make an answer that fills the memory. */
export const isCount: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100_000;

/** An object whose members pass their checks; other members do not matter. */
export function isObjectOf(checks: Readonly<Record<string, Check>> = {}): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const members = value as Record<string, unknown>;
    return Object.entries(checks).every(([name, check]) => check(members[name]));
  };
}

export function isListOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

export function isOneOf(...checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value));
}

/** What may be left out, or null. */
export function isOptional(check: Check): Check {
  return (value) => value == null || check(value);
}
