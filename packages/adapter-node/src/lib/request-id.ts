import type { IncomingMessage } from 'node:http';

/** The gateway's own rule: a caller's id must be able to stand in a header, a log line and a file name. */
const plainRequestId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** The id of a reply that the gateway does not give: the caller's own, else a new one. */
export function requestIdOf(request?: IncomingMessage): string {
  const given = request?.headers['x-request-id'];
  if (typeof given === 'string' && plainRequestId.test(given)) return given;
  return `req_${crypto.randomUUID().replaceAll('-', '')}`;
}
