import { UpstreamError } from './errors.ts';
import type { StreamFrame } from './provider.ts';

interface ErrorBody {
  readonly message?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly param?: unknown;
}

/**
 * The error that a frame tells, if it tells one: `event: error`, or an `error` member, as upstreams
 * send inside a stream whose status was 200.
 */
export function errorInFrame(frame: StreamFrame, provider: string): UpstreamError | undefined {
  if (frame.kind !== 'event') return undefined;
  const event = frame.event as { readonly error?: unknown } & ErrorBody;
  if (!event || typeof event !== 'object') return undefined;
  const isNamed = frame.name === 'error';
  if (!event.error && !isNamed) return undefined;
  const body = (event.error ?? event) as ErrorBody | string;
  const { message, type, code, param }: ErrorBody =
    typeof body === 'string' ? { message: body } : body;
  return new UpstreamError(textOf(message) ?? 'The upstream reported an error in its stream.', {
    provider,
    upstreamStatus: statusOf(type, code),
    type: textOf(type),
    upstreamCode: textOf(code) ?? (typeof code === 'number' ? String(code) : null),
    param: textOf(param),
  });
}

/** Some upstreams put the status they would have sent into `code`; else the type tells whose fault it is. */
function statusOf(type: unknown, code: unknown): number {
  const status = Number(code);
  if (Number.isInteger(status) && status >= 400 && status <= 599) return status;
  // Theirs would quote our key; with this status the client gets our own words.
  if (code === 'invalid_api_key' || type === 'authentication_error') return 401;
  return type === 'invalid_request_error' ? 400 : 200;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
