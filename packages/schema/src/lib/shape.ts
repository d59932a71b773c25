import { z } from 'zod';

/** What a look at a value found wrong. */
export interface ShapeFault {
  /** Where, relative to the value looked at. */
  path: (string | number)[];
  /** What should stand there: a zod type name (`object`), or words (`a string or tokens`). */
  expected: string;
  /** What stands there. */
  input: unknown;
}

/** Looks at a value and names the first fault, if there is one. */
export type ShapeCheck = (value: unknown) => ShapeFault | undefined;

/**
 * A schema made of one hand-written look at the value.
 *
 * Why not `z.array(…)`: it collects an issue for every bad item, so that a body of some MiB of
 * `[1,1,1,…]` costs seconds and more memory than the body has. A look stops at the first fault,
 * copies nothing, and is as fast where code generation is forbidden.
 */
export function shape<T>(check: ShapeCheck) {
  return z.custom<T>().check(({ value, issues }) => {
    const fault = check(value);
    if (fault) issues.push({ code: 'invalid_type', ...fault });
  });
}

/** An array whose items all pass `checkItem`. */
export function arrayOf<T>(checkItem: ShapeCheck) {
  return shape<T[]>((value) =>
    Array.isArray(value) ? findInItems(value, checkItem) : misfit('array', value),
  );
}

/** The first fault among items, its path led by the item's place. */
export function findInItems(items: readonly unknown[], check: ShapeCheck): ShapeFault | undefined {
  for (let index = 0; index < items.length; index++) {
    const fault = check(items[index]);
    if (fault) return { ...fault, path: [index, ...fault.path] };
  }
  return undefined;
}

/** Says of the value itself that it is not what was expected. */
export function misfit(expected: string, input: unknown): ShapeFault {
  return { path: [], expected, input };
}

/** Whether a value is a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
