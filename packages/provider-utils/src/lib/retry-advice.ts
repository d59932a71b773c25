import { type Headers, headerValue } from '@gw/core';

/** What an upstream's headers say about asking again. */
export interface RetryAdvice {
  /** In ms from now. */
  readonly retryAfterMs?: number | undefined;
  readonly shouldRetry?: boolean | undefined;
}

/**
 * `retry-after-ms`, else `retry-after` in seconds or as a date; and `x-should-retry`.
 * @param now milliseconds since the epoch, for dates.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function readRetryAdvice(headers: Headers, now = Date.now()): RetryAdvice {
  return {
    retryAfterMs:
      toMilliseconds(headerValue(headers, 'retry-after-ms'), 1) ??
      toMilliseconds(headerValue(headers, 'retry-after'), 1000) ??
      untilDate(headerValue(headers, 'retry-after'), now),
    shouldRetry: toBoolean(headerValue(headers, 'x-should-retry')),
  };
}

function toMilliseconds(value: string | undefined, unitMs: number): number | undefined {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value)
    ? Math.ceil(Number(value) * unitMs)
    : undefined;
}

function untilDate(value: string | undefined, now: number): number | undefined {
  // A weekday stands first; Date.parse alone takes "-3" for a year.
  const date = value !== undefined && /^\s*[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function toBoolean(value: string | undefined): boolean | undefined {
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}
