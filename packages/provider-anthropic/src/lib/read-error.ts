import { type Headers, UpstreamError } from '@gw/core';
import { isMembers, membersOf, readRetryAdvice, redactStrings, textOf } from '@gw/provider-utils';

/** The status that each type has where it comes as one. */
const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/** Whether a body or an event tells an error: `{ type: 'error', error: { type, message } }`. */
export function tellsError(body: unknown): boolean {
  return isMembers(body) && (body.type === 'error' || Boolean(body.error));
}

export interface ErrorReading {
  /** Id of the provider. */
  readonly provider: string;
  /** Of the reply. */
  readonly headers: Headers;
  /** Texts that no message may hold. */
  readonly secrets: readonly string[];
}

/**
 * The error in a reply whose status said that all is well, most often in a stream that is overloaded, with
 * the status that it would have had.
 * @see https://platform.claude.com/docs/en/api/errors
 */
export function readErrorInside(
  body: unknown,
  { provider, headers, secrets }: ErrorReading,
): UpstreamError {
  const told = redactStrings(membersOf(body), secrets);
  const error = typeof told.error === 'string' ? { message: told.error } : membersOf(told.error);
  const type = textOf(error.type);
  const message =
    textOf(error.message) ||
    textOf(told.message) ||
    `The upstream "${provider}" reported an error.`;
  return new UpstreamError(message, {
    provider,
    upstreamStatus: (Object.hasOwn(statuses, type) && statuses[type]) || 500,
    type: type || null,
    upstreamCode: textOf(membersOf(error.details).error_code) || null,
    ...readRetryAdvice(headers),
  });
}
