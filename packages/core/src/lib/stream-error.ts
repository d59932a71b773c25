import { UpstreamError } from './errors.ts';
import type { EventFrame } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { isMembers, lookUpTable } from './responses/members.ts';

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
  const body = errorBodyOf(frame);
  if (!body) return undefined;
  const { message, type, code, param }: ErrorBody =
    typeof body === 'string' ? { message: body } : body;
  return new UpstreamError(textOf(message) ?? 'The upstream reported an error in its stream.', {
    provider,
    upstreamStatus: statusOf(type, code),
    // OpenAI's flat form names the event there, not the error.
    type: type === 'error' ? undefined : textOf(type),
    upstreamCode: textOf(code) ?? (typeof code === 'number' ? String(code) : null),
    param: textOf(param),
  });
}

/** An event that is an error, one that has one, or a response that failed. */
function errorBodyOf({ event, name }: EventFrame): ErrorBody | string | undefined {
  if (!event || typeof event !== 'object') return undefined;
  const { type, error, response } = event as Readonly<Record<string, unknown>>;
  if (isFailed(response) || type === 'response.failed') return errorIn(response);
  if (isFailed(event)) return errorIn(event);
  if (!error && name !== 'error' && type !== 'error') return undefined;
  return (error ?? event) as ErrorBody | string;
}

function isFailed(value: unknown): boolean {
  return isMembers(value) && value.status === 'failed';
}

function errorIn(response: unknown): ErrorBody | string {
  const { error } = isMembers(response) ? response : {};
  return (error ?? {}) as ErrorBody | string;
}

/** `code` of a response's `error` that says what status a plain refusal would have had. */
const statusOfCode = lookUpTable<number>({
  rate_limit_exceeded: 429,
  server_error: 500,
  vector_store_timeout: 504,
  model_error: 500,
  invalid_prompt: 400,
  context_length_exceeded: 400,
});

/** Some upstreams put the status they would have sent into `code`; else the type tells whose fault it is. */
function statusOf(type: unknown, code: unknown): number {
  const status = typeof code === 'string' ? Number(code) : code;
  if (isErrorStatus(status)) return status;
  // Theirs would quote our key; with this status the client gets our own words.
  if (code === 'invalid_api_key' || type === 'authentication_error') return 401;
  const known = typeof code === 'string' ? statusOfCode[code] : undefined;
  return known ?? (type === 'invalid_request_error' ? 400 : 200);
}

function isErrorStatus(status: unknown): status is number {
  return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
