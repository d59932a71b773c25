import { GatewayError } from '@gw/core';
import type { Timeouts } from './transport.ts';

// What these errors say reaches clients: a name, a duration, a system's error code. Never a URL,
// which may hold credentials, nor bytes that the upstream sent.

/** @param detail the system's code, such as `ECONNREFUSED`. */
export function unreachable(
  name: string,
  detail: string | undefined,
  cause: unknown,
): GatewayError {
  const why = detail === undefined ? '' : ` (${detail})`;
  const message = `The upstream "${name}" could not be reached${why}.`;
  return new GatewayError('upstream_unreachable', message, { cause });
}

export function closedEarly(name: string, cause: unknown): GatewayError {
  const message = `The upstream "${name}" closed the connection before it answered.`;
  return new GatewayError('upstream_unreachable', message, { cause });
}

const overdue: Readonly<Record<keyof Timeouts, string>> = {
  connectMs: 'did not accept a connection',
  firstByteMs: 'sent no reply',
  idleMs: 'stopped in the middle of its reply and sent nothing more',
};

/** Says which timeout it was and how long: `… within 10000 ms (connectMs).` */
export function timedOut(name: string, which: keyof Timeouts, timeouts: Timeouts): GatewayError {
  const message = `The upstream "${name}" ${overdue[which]} within ${timeouts[which]} ms (${which}).`;
  return new GatewayError('upstream_timeout', message);
}

export function brokenOff(name: string, cause: unknown): GatewayError {
  const message = `The upstream "${name}" broke off in the middle of its reply.`;
  return new GatewayError('upstream_incomplete', message, { cause });
}

/** @param cause an error that holds none of the upstream's bytes. */
export function notHttp(name: string, cause: unknown): GatewayError {
  const message = `The upstream "${name}" did not answer in HTTP/1.1.`;
  return new GatewayError('upstream_invalid_response', message, { cause });
}

/** Following it would carry the credential to a place that nobody configured. */
export function redirected(name: string, status: number): GatewayError {
  const message = `The upstream "${name}" answered with a redirect (HTTP ${status}), which is not followed. Is its base URL right?`;
  return new GatewayError('upstream_invalid_response', message);
}

export function transportClosed(name: string): GatewayError {
  return new GatewayError('unavailable', `The connections to the upstream "${name}" are closed.`);
}

/** A header or method that HTTP does not allow: a mistake on our side. */
export function notSendable(name: string, cause: unknown): GatewayError {
  const message = `The request to the upstream "${name}" could not be written.`;
  return new GatewayError('internal_error', message, { cause });
}

/** An error's `code`, where it is a plain word. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^[\w-]+$/.test(code) ? code : undefined;
}
