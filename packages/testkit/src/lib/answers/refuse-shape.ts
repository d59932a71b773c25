import type { Step } from '../upstream/step.ts';
import type { BodyShape } from './body-shapes.ts';
import { errorSteps, type WireErrorFields } from './error-steps.ts';

/**
 * The 400 for a body that does not have this shape, or undefined when it has: the answers read no
 * more than the shape names, so that a wrong body is refused and never crashes them.
 */
export function refuseShape(body: unknown, shape: BodyShape): Step[] | undefined {
  const misfit = findMisfit(body, shape);
  return misfit && errorSteps(400, misfit);
}

/** What keeps a body from having this shape, in the members of an error. */
export function findMisfit(body: unknown, { required, optional }: BodyShape): Misfit | undefined {
  if (typeof body !== 'object' || body === null) {
    return { message: 'We could not parse the JSON body of your request.' };
  }
  const members = body as Record<string, unknown>;
  const missing = Object.keys(required).find((name) => members[name] == null);
  if (missing !== undefined) {
    const message = `Missing required parameter: '${missing}'.`;
    return { message, param: missing, code: 'missing_required_parameter' };
  }
  const wrong = Object.entries({ ...required, ...optional }).find(
    ([name, check]) => members[name] != null && !check(members[name]),
  )?.[0];
  if (wrong === undefined) return undefined;
  return { message: `Invalid type for '${wrong}'.`, param: wrong, code: 'invalid_type' };
}

type Misfit = WireErrorFields & { readonly message: string };

/** The 400 for options of a stream that was not asked for. */
export function refuseStreamOptions(body: { stream_options?: unknown }): Step[] | undefined {
  if (body.stream_options == null) return undefined;
  return errorSteps(400, {
    message: "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
    param: 'stream_options',
  });
}
