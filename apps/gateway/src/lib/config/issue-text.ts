import type { core } from 'zod';

type RawIssue = core.$ZodRawIssue;

/**
 * What was expected and what came, in the words of this program. What came is named by its kind,
 * since a text may be a secret; it is quoted only where one of a few words was expected.
 */
export function issueText(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return misfit(nameOfType(String(issue.expected)), issue.input, nameUnlessNumber(issue));
    case 'invalid_value':
      return misfit(oneOf(issue.values as readonly unknown[]), issue.input, quote);
    case 'too_small':
      return `must ${atLeast(issue)}`;
    case 'too_big':
      return `must ${atMost(issue)}`;
    default:
      return issue.message ?? 'is not right';
  }
}

/** `must be a string, not a number`. @param describe says what came. Default: its kind. */
export function misfit(expected: string, input: unknown, describe = nameOf): string {
  if (input === undefined) return `is missing: it must be ${expected}`;
  return `must be ${expected}, not ${describe(input)}`;
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function nameOfType(type: string): string {
  return typeNames[type] ?? `a ${type}`;
}

function oneOf(values: readonly unknown[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  return quoted.length > 1 ? `one of ${quoted.join(', ')}` : `${quoted[0]}`;
}

function nameOf(input: unknown): string {
  if (input === null) return 'null';
  if (typeof input === 'boolean') return String(input);
  if (typeof input === 'object') return Array.isArray(input) ? 'a list' : 'an object';
  return `a ${typeof input}`;
}

/** Where a number was expected, one that came instead is no secret. */
function nameUnlessNumber({ expected }: RawIssue): typeof nameOf {
  const wantsNumber = expected === 'int' || expected === 'number';
  return (input) => (wantsNumber && typeof input === 'number' ? String(input) : nameOf(input));
}

function quote(input: unknown): string {
  return typeof input === 'string' ? JSON.stringify(input.slice(0, 40)) : nameOf(input);
}

function atLeast({ origin, minimum, input }: RawIssue): string {
  if (origin === 'string' || origin === 'array') return 'not be empty';
  return `be at least ${minimum}, not ${input}`;
}

function atMost({ maximum, input }: RawIssue): string {
  return `be at most ${maximum}, not ${input}`;
}
