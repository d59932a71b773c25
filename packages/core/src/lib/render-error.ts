import type { WireError } from '@gw/schema';
import type { GatewayReply, HeaderLines } from './door.ts';
import { type GatewayError, UpstreamError } from './errors.ts';

/** The wire's error object: all four keys, always. */
export function renderError(error: GatewayError): WireError {
  const { message, type, param, wireCode: code } = error;
  return { error: { message, type, param, code } };
}

/** An error as an HTTP reply. `headers` are those that every reply of this call carries. */
export function errorReply(
  error: GatewayError,
  headers: HeaderLines,
  body: object = renderError(error),
): GatewayReply {
  return {
    status: error.status,
    headers: [...headers, ['content-type', 'application/json'], ...errorHeaders(error)],
    body: JSON.stringify(body),
  };
}

function errorHeaders(error: GatewayError): [string, string][] {
  const lines = Object.entries(error.headers);
  const { retryAfterMs } = error instanceof UpstreamError ? error : {};
  if (retryAfterMs === undefined || 'retry-after' in error.headers) return lines;
  return [...lines, ['retry-after', String(Math.ceil(retryAfterMs / 1000))]];
}
