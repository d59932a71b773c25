import { respond } from '../../behaviours/respond.ts';
import type { RefusalFields } from '../../provider-suite/provider-wire.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import type { Step } from '../../upstream/step.ts';
import { takeWrites } from '../../upstream/step-lists.ts';
import { anthropicFrame } from './anthropic-events.ts';

export interface AnthropicErrorFields {
  readonly message: string;
  /** Default: by HTTP status. */
  readonly type?: string;
  /** A narrower name for it. Default: there is none. */
  readonly code?: string;
  /** When to ask again. Default: it does not say. */
  readonly retryAfterSeconds?: number;
}

/** @see https://platform.claude.com/docs/en/api/errors#http-errors */
const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** @see https://platform.claude.com/docs/en/api/errors#error-shapes */
function errorBody(status: number, { message, code, ...fields }: AnthropicErrorFields) {
  const { type = types[status] ?? 'api_error' } = fields;
  const details = code === undefined ? {} : { details: { error_code: code } };
  const request_id = 'req_011CSHoEeqs5C35K2UUqR7Fy';
  return { type: 'error', error: { type, message, ...details }, request_id };
}

/** A refusal under its status. */
export function anthropicError(status: number, fields: AnthropicErrorFields): Behaviour {
  const { retryAfterSeconds: seconds } = fields;
  const headers: Record<string, string> =
    seconds === undefined ? {} : { 'retry-after': `${seconds}` };
  return respond({ status, headers, json: errorBody(status, fields) });
}

/** The suite's refusal: Anthropic's errors name no field. */
export function anthropicRefusal(status: number, fields: RefusalFields): Behaviour {
  const { message, type, retryAfterSeconds } = fields;
  const when = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return anthropicError(status, { message, type, ...when });
}

/**
 * A stream that tells an error behind so many frames, and ends.
 * @param status the one that it would have had. Default: 529, overloaded.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming#error-events
 */
export function anthropicErrorInStream(
  afterFrames: number,
  message: string,
  status = 529,
): Behaviour {
  return function* (answer): Generator<Step> {
    yield* takeWrites(answer, afterFrames);
    const { type, error } = errorBody(status, { message });
    const frame = anthropicFrame({ type, error });
    yield { kind: 'write', bytes: new TextEncoder().encode(frame) };
    yield { kind: 'leave', how: 'end' };
  };
}
