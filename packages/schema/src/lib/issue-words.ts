import type { core } from 'zod';

type Issue = core.$ZodIssue;

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'a boolean',
  object: 'an object',
  record: 'an object',
  array: 'an array',
  undefined: 'nothing',
};

/** `string` → `a string`; words that are no type name stand for themselves. */
function nameType(type: string): string {
  return typeNames[type] ?? type;
}

/** What the schema wanted: `a string`, `a string or an array`. */
function nameExpected(issue: Issue): string {
  if (issue.code === 'invalid_type') return nameType(issue.expected);
  if (issue.code !== 'invalid_union') return 'another value';
  const names = issue.errors.flatMap(([first]) => (first ? [nameExpected(first)] : []));
  return [...new Set(names)].join(' or ');
}

/**
 * What came instead: `a number`, `null`, `nothing`. Values may be secrets and are not quoted, save
 * a number that is no integer, of which `a number` would not say what is wrong.
 */
export function nameReceived(issue: Issue): string | undefined {
  // Without `reportInput` only the message of zod's own locale knows.
  if (!('input' in issue)) {
    const received = /received (\w+)$/.exec(issue.message)?.[1];
    return received && nameType(received);
  }
  const { input } = issue;
  if (input === null) return 'null';
  if (Array.isArray(input)) return input.length === 0 ? 'an empty array' : 'an array';
  const wantedInteger = issue.code === 'invalid_type' && issue.expected === 'int';
  return wantedInteger && typeof input === 'number' ? String(input) : nameType(typeof input);
}

/** `expected a string; got a number`. */
export function explainType(issue: Issue): string {
  const received = nameReceived(issue);
  const expected = `expected ${nameExpected(issue)}`;
  return received === undefined ? expected : `${expected}; got ${received}`;
}

/** Why a value of the right type will not do. */
export function explainValue(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `expected ${issue.values.map((value) => `'${String(value)}'`).join(' or ')}`;
    case 'too_small':
      return explainBound(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum);
    case 'too_big':
      return explainBound(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
    default:
      return issue.message;
  }
}

const units: Record<string, string> = { string: 'characters', array: 'items' };

function explainBound(origin: string, relation: string, bound: number | bigint): string {
  const unit = units[origin];
  if (unit === undefined) return `must be ${relation} ${bound}`;
  return relation === 'at least' && bound === 1
    ? 'must not be empty'
    : `must have ${relation} ${bound} ${unit}`;
}
