import type { ApiName, ApiRequest, ApiResponse, Awaitable } from './api.ts';
import type { CallContext, ContextKey, Identity } from './context.ts';
import { type Dialect, openaiDialect } from './dialect.ts';
import type { GatewayRequest, HeaderLines } from './door.ts';
import { GatewayError } from './errors.ts';
import { estimateUsage } from './estimate.ts';
import type { CallEvent, SettledEvent } from './events.ts';
import { forwardableHeaders } from './headers.ts';
import type { Logger } from './logger.ts';
import { type Payload, readPayload } from './payload.ts';
import type { ReplyHead } from './provider.ts';
import { requestIdOf } from './request-id.ts';
import { readSwitches } from './switches.ts';
import type { Usage } from './usage.ts';

/** What becomes known of a call while it runs; the `settled` event tells it. */
export interface CallRecord {
  status: number;
  origin?: { readonly provider: string; readonly model: string } | undefined;
  usage?: Usage | undefined;
  /** Whether nobody bills for such a call, so that nothing is estimated. Default: false. */
  isFree?: boolean | undefined;
  /** Characters of content that went to the client, for an estimate where no upstream tells. */
  outputCharacters: number;
  error?: GatewayError | undefined;
  firstContentAt?: number;
  /** What an observer with `collect` gets; made at settle. */
  response?: (() => ApiResponse | undefined) | undefined;
}

/** The context as the runner writes it; hooks see it read-only. */
export type MutableContext = { -readonly [Key in keyof CallContext]: CallContext[Key] } & {
  api: ApiName;
  request: Payload<ApiRequest>;
  model: string;
  stream: boolean;
};

/**
 * One call's scope: it owns the signal and everything that must be let go, and tells observers
 * exactly once how the call ended.
 */
export interface Call {
  readonly ctx: MutableContext;
  readonly record: CallRecord;
  /** How this call and its failures are told. */
  readonly dialect: Dialect;
  /** Header lines that every reply of this call carries. */
  readonly replyHeaders: HeaderLines;
  /** What a stream that we make ourselves does at the first sign of its upstream. */
  begin?: ((event: unknown, head: ReplyHead) => void) | undefined;
  /** Keeps the response for later, before the client sees its end. */
  keep?: ((response: ApiResponse) => Awaitable<void>) | undefined;
  /** Makes `request` the one that goes on. */
  setRequest(request: Payload<ApiRequest>): void;
  /** Stops everything done for this call. @param reason default: the client left. */
  cancel(reason?: GatewayError): void;
  /** Runs when the call is over, however it ended. */
  onRelease(release: () => void): void;
  emit(event: CallEvent): void;
  /** Ends the scope. Only the first outcome counts. */
  settle(outcome: SettledEvent['outcome']): void;
}

export interface CallOptions {
  readonly log: Logger;
  readonly call: CallContext['call'];
  /** Default: OpenAI's. */
  readonly dialect?: Dialect | undefined;
  /** Default: nobody observes, so that no event is made. */
  readonly observer?: ((event: CallEvent, ctx: CallContext) => void) | undefined;
}

/** What a call starts from: an HTTP request, or a call made on behalf of another one. */
export type CallOrigin = Pick<GatewayRequest, 'method' | 'path' | 'query' | 'headers' | 'signal'> &
  Partial<Pick<GatewayRequest, 'abort' | 'remoteAddress' | 'context' | 'waitUntil'>>;

const anonymous: Identity = Object.freeze({ tenant: 'default' });

export function openCall(origin: CallOrigin, options: CallOptions): Call {
  const { signal, abort } = signalFor(origin);
  const releases: (() => void)[] = [];
  const { dialect = openaiDialect } = options;
  const record: CallRecord = { status: 0, outputCharacters: 0 };
  const ctx = createContext(origin, signal, options);
  let isSettled = false;
  const cancel = (reason?: GatewayError) => {
    if (!isSettled && !signal.aborted) abort(reason ?? clientClosedRequest());
  };
  const call: Call = {
    ctx,
    record,
    dialect,
    replyHeaders: dialect.requestIdHeaders.map((name) => [name, ctx.requestId]),
    setRequest(request) {
      ctx.request = request;
      ctx.model = modelOf(readPayload(request));
    },
    cancel,
    onRelease(release) {
      if (isSettled) release();
      else releases.push(release);
    },
    emit(event) {
      // `settled` is the last event: what a cancelled call still does is nobody's news.
      if (!isSettled) options.observer?.(event, ctx);
    },
    settle(outcome) {
      if (isSettled) return;
      isSettled = true;
      for (const release of releases) runQuietly(release, options.log);
      options.observer?.(settledEvent(call, outcome), ctx);
    },
  };
  if (signal !== origin.signal) follow(call, origin.signal);
  return call;
}

/** The request's own signal where it can be aborted, else one of the call's own. */
function signalFor(origin: CallOrigin): {
  readonly signal: AbortSignal;
  abort(reason: GatewayError): void;
} {
  if (origin.abort) return { signal: origin.signal, abort: (reason) => origin.abort?.(reason) };
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}

function follow(call: Call, signal: AbortSignal): void {
  const leave = () => call.cancel();
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave);
  call.onRelease(() => signal.removeEventListener('abort', leave));
}

/** One part that cannot let go must not keep the others, or the end of the call, from happening. */
function runQuietly(release: () => void, log: Logger): void {
  try {
    release();
  } catch (cause) {
    log.error('Something of a call could not be released.', { cause });
  }
}

function createContext(origin: CallOrigin, signal: AbortSignal, options: CallOptions) {
  let state: Map<unknown, unknown> | undefined;
  const context: CallContext = {
    requestId: requestIdOf(origin.headers),
    signal,
    identity: anonymous,
    method: origin.method,
    path: origin.path,
    query: origin.query,
    headers: forwardableHeaders(origin.headers),
    remoteAddress: origin.remoteAddress,
    host: origin.context ?? {},
    switches: readSwitches(origin.headers),
    log: options.log,
    startedAt: Date.now(),
    get: <T>(key: ContextKey<T>) => state?.get(key) as T | undefined,
    set<T>(key: ContextKey<T>, value: T) {
      state ??= new Map();
      state.set(key, value);
    },
    waitUntil: (promise) => origin.waitUntil?.(promise),
    call: options.call,
  };
  return context as MutableContext;
}

function modelOf(request: { readonly model?: unknown }): string {
  return typeof request.model === 'string' ? request.model : '';
}

/** Why this call was cancelled; `undefined` while it was not. */
export function cancelReason({ ctx }: Call): GatewayError | undefined {
  if (!ctx.signal.aborted) return undefined;
  const { reason } = ctx.signal;
  return reason instanceof GatewayError ? reason : clientClosedRequest();
}

/** How a call ended that did not complete: whether it is the client who wanted no more. */
export function failedOutcome(call: Call): 'cancelled' | 'failed' {
  return cancelReason(call)?.code === 'client_closed_request' ? 'cancelled' : 'failed';
}

function clientClosedRequest(): GatewayError {
  return new GatewayError('client_closed_request', 'The client closed the request.');
}

function settledEvent(call: Call, outcome: SettledEvent['outcome']): SettledEvent {
  const { ctx, record } = call;
  const { startedAt } = ctx;
  return {
    type: 'settled',
    outcome,
    api: ctx.api,
    model: ctx.model,
    origin: record.origin,
    status: record.status,
    stream: ctx.stream ?? false,
    usage: record.usage ?? estimatedUsage(ctx, record, outcome),
    durationMs: Date.now() - startedAt,
    timeToFirstContentMs: record.firstContentAt && record.firstContentAt - startedAt,
    error: record.error ?? cancelReason(call),
    response: record.response?.(),
  };
}

/** What an upstream may bill without having told us: everything but a call that failed before it began. */
function estimatedUsage(
  { request }: MutableContext,
  { outputCharacters, isFree }: CallRecord,
  outcome: SettledEvent['outcome'],
): Usage | undefined {
  if (!request || isFree || (outcome === 'failed' && outputCharacters === 0)) return undefined;
  return estimateUsage(readPayload(request), outputCharacters);
}
