import { headerValue } from './headers.ts';
import type { Headers } from './provider.ts';

/** A caller's id is taken over only if it can stand in a header, a log line and a file name. */
const plainRequestId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** The id of a request: the caller's own `x-request-id` where that is plain, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headerValue(headers, 'x-request-id');
  if (given && plainRequestId.test(given)) return given;
  return `req_${crypto.randomUUID().replaceAll('-', '')}`;
}
