import { z } from 'zod';
import { isObject } from './shape.ts';

/** @see https://www.openresponses.org/specification */
const limits = { pairs: 16, keyCharacters: 64, valueCharacters: 512 } as const;

/**
 * Labels of a response: at most 16, keys to 64 characters, values to 512. One hand-written look, as
 * in shape.ts: a record of zod's has an issue for every pair.
 */
export const metadata = z.custom<Record<string, string>>().check(({ value, issues }) => {
  const issue = findFault(value);
  if (issue) issues.push(issue);
});

type Issue = z.core.$ZodRawIssue;

function findFault(value: unknown): Issue | undefined {
  if (!isObject(value)) return { code: 'invalid_type', expected: 'object', input: value, path: [] };
  const keys = Object.keys(value);
  if (keys.length > limits.pairs) return tooBig('array', limits.pairs, value, []);
  for (const key of keys) {
    const fault = findPairFault(key, value[key]);
    if (fault) return fault;
  }
  return undefined;
}

function findPairFault(key: string, value: unknown): Issue | undefined {
  if (key.length > limits.keyCharacters) {
    const message = `a key must have at most ${limits.keyCharacters} characters`;
    return { code: 'custom', message, input: key, path: [] };
  }
  if (typeof value !== 'string') {
    return { code: 'invalid_type', expected: 'string', input: value, path: [key] };
  }
  const isLong = value.length > limits.valueCharacters;
  return isLong ? tooBig('string', limits.valueCharacters, value, [key]) : undefined;
}

function tooBig(
  origin: 'array' | 'string',
  maximum: number,
  input: unknown,
  path: string[],
): Issue {
  return { code: 'too_big', origin, maximum, inclusive: true, input, path };
}
