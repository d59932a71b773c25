import type { core, ZodError, ZodType } from 'zod';
import { formatParam } from './format-param.ts';
import { explainType, explainValue, nameReceived } from './issue-words.ts';
import { isObject } from './shape.ts';

type Issue = core.$ZodIssue;

/** What is wrong with a request, ready for the `error` of a 400. */
export interface ValidationIssue {
  /** The member to blame: `messages[0].content[1].image_url`; `null` for the body as a whole. */
  param: string | null;
  /** For a human: what was expected there, and what kind of thing came. */
  message: string;
  /** The exact error, for programs. */
  code: 'missing_required_parameter' | 'invalid_type' | 'invalid_value';
}

/**
 * Looks for the first thing wrong with a request body.
 * @returns Nothing if the schema accepts it. What the schema makes of the body is thrown away.
 */
export function findIssue(schema: ZodType, body: unknown): ValidationIssue | undefined {
  const { error } = schema.safeParse(body, { reportInput: true });
  return error && describeIssue(error);
}

/**
 * Puts the first issue of a failed parse into the words of the wire.
 *
 * Parse with `{ reportInput: true }`, as {@link findIssue} does: without it, what came can only be
 * read from zod's message, and that changes with zod's locale.
 */
export function describeIssue(error: ZodError): ValidationIssue {
  const [first] = error.issues;
  if (!first) return { param: null, message: 'Invalid request body.', code: 'invalid_value' };
  const issue = nearestIssue(first);
  const param = formatParam(issue.path) || null;
  const place = param === null ? 'the request body' : `'${param}'`;
  if (param !== null && nameReceived(issue) === 'nothing') {
    const message = `Missing required parameter ${place}.`;
    return { param, message, code: 'missing_required_parameter' };
  }
  if (issue.code === 'invalid_type' || issue.code === 'invalid_union') {
    return {
      param,
      message: `Invalid type for ${place}: ${explainType(issue)}.`,
      code: 'invalid_type',
    };
  }
  return {
    param,
    message: `Invalid value for ${place}: ${explainValue(issue)}.`,
    code: 'invalid_value',
  };
}

/**
 * A value that fits no branch of a union is blamed by the branch that got furthest into it
 * (`input[3]` says more than `input`), and one that names no branch by that name.
 */
function nearestIssue(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  if ('options' in issue && issue.options) return nameIssue(issue, issue.options);
  const candidates = issue.errors.flatMap(([first]) => (first ? [nearestIssue(first)] : []));
  const depth = Math.max(0, ...candidates.map(({ path }) => path.length));
  const nearest = candidates.find(({ path }) => path.length === depth);
  return nearest && depth > 0 ? { ...nearest, path: [...issue.path, ...nearest.path] } : issue;
}

/** Of a union told apart by a member, zod reports the whole object under the member's path. */
function nameIssue({ path, message, input }: Issue, values: core.util.Primitive[]): Issue {
  const name = path.at(-1);
  const given = isObject(input) && typeof name === 'string' ? { input: input[name] } : {};
  return { code: 'invalid_value', values, path, message, ...given };
}
