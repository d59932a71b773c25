import type { Step } from '../upstream/step.ts';
import { errorSteps } from './error-steps.ts';

/** Says whether a member has the right type. */
export type Check = (value: unknown) => boolean;

/** Members by name, each with its check, required first: the first one that fails is refused. */
export interface BodyShape {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
}

export const isText: Check = (value) => typeof value === 'string';
/** Bounded, so that a wild number cannot make an answer that fills the memory. */
export const isCount: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100_000;
export const isObjects: Check = (value) =>
  Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null);
export const isMessages: Check = (value) =>
  isObjects(value) &&
  (value as { content?: unknown }[]).every(
    ({ content }) => content == null || isText(content) || isObjects(content),
  );
export const isTextOrList: Check = (value) => isText(value) || Array.isArray(value);

/**
 * The 400 for a body that does not have this shape, or undefined when it has: the answers read no
 * more than this shape names, so that a wrong body is refused and never crashes them. A null member
 * counts as missing.
 */
export function refuseShape(body: unknown, { required, optional }: BodyShape): Step[] | undefined {
  if (typeof body !== 'object' || body === null) {
    return errorSteps(400, { message: 'We could not parse the JSON body of your request.' });
  }
  const members = body as Record<string, unknown>;
  const missing = Object.keys(required).find((name) => members[name] == null);
  if (missing !== undefined) {
    const message = `Missing required parameter: '${missing}'.`;
    return errorSteps(400, { message, param: missing, code: 'missing_required_parameter' });
  }
  const wrong = Object.entries({ ...required, ...optional }).find(
    ([name, check]) => members[name] != null && !check(members[name]),
  )?.[0];
  if (wrong === undefined) return undefined;
  return errorSteps(400, {
    message: `Invalid type for '${wrong}'.`,
    param: wrong,
    code: 'invalid_type',
  });
}
