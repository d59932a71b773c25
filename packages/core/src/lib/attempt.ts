import type { ApiRequest, ApiResponse } from './api.ts';
import { type Call, cancelReason } from './call.ts';
import { collectStream } from './collect.ts';
import { stopQuietly, untilContent } from './commit.ts';
import type { Answer, ApiContext } from './context.ts';
import { convertAnswer } from './convert-answer.ts';
import { GatewayError, toGatewayError, UpstreamError } from './errors.ts';
import type { HookChain } from './hook-chain.ts';
import type { Attempt } from './hooks.ts';
import type { AnyOperation } from './operation.ts';
import { type Payload, payloadFromValue, readPayload } from './payload.ts';
import type { ProviderRequest, StreamReply } from './provider.ts';
import type { Target } from './registry.ts';
import type { ResponsesService } from './responses/responses-service.ts';
import { errorInFrame } from './stream-error.ts';
import type { TargetHealth } from './target-health.ts';
import type { PreparedRequest } from './target-request.ts';
import { upstreamAnswer } from './upstream-answer.ts';

/** How one attempt ended. */
export type AttemptResult =
  | { readonly answer: Answer; readonly error?: undefined }
  /** `isFinal`: a hook's own throw, or the client left. Never repeated. */
  | { readonly answer?: undefined; readonly error: GatewayError; readonly isFinal: boolean };

/** One provider call inside `wrapAttempt`, told to the target's health and to observers. */
export async function makeAttempt(
  call: Call,
  operation: AnyOperation,
  { target, number, prepared }: AttemptPlan,
  { chain, health, responses }: AttemptOptions,
): Promise<AttemptResult> {
  const { ctx } = call;
  const attempt = { target, number, api: prepared.operation.api, request: prepared.request };
  const finish = health.begin(attempt.target);
  const tell = attemptTeller(call, attempt);
  let wasAsked = false;
  let thrownByProvider: unknown;
  try {
    const innermost = (inner: Attempt) => {
      wasAsked = true;
      return callProvider(call, prepared, inner, responses).catch((error: unknown) => {
        thrownByProvider = error;
        throw error;
      });
    };
    const told = await chain.attempt(ctx as ApiContext, attempt, innermost);
    const answer = await toClientApi(call, operation, prepared, told);
    // A hook that answers by itself says nothing about the target.
    finish(wasAsked ? 'success' : undefined);
    if (wasAsked) tell();
    return { answer };
  } catch (thrown) {
    const cancelled = cancelReason(call);
    const error = cancelled ?? toGatewayError(thrown);
    const isFinal = cancelled !== undefined || thrown !== thrownByProvider;
    finish(isFinal ? undefined : outcomeOf(error));
    tell(error);
    return { error, isFinal };
  }
}

/** One of a call's attempts, ready to be made. */
export interface AttemptPlan {
  readonly target: Target;
  readonly number: number;
  readonly prepared: PreparedRequest;
}

interface AttemptOptions {
  readonly chain: HookChain;
  readonly health: TargetHealth;
  readonly responses: ResponsesService;
}

function toClientApi(
  call: Call,
  operation: AnyOperation,
  { operation: asked, way }: PreparedRequest,
  answer: Answer,
): Answer | Promise<Answer> {
  return way ? convertAnswer(call, operation, asked, way, answer) : answer;
}

/** Tells observers how an attempt that starts now has ended. */
function attemptTeller(call: Call, { target, number }: Attempt): (error?: GatewayError) => void {
  const startedAt = Date.now();
  const { provider, model } = target;
  return (error) => {
    const durationMs = Date.now() - startedAt;
    call.emit({ type: 'attempt', provider: provider.id, model, number, durationMs, error });
  };
}

/** A refusal of the request says nothing against the target. */
function outcomeOf(error: GatewayError) {
  const isTargetsFault = error.retryable || error.code === 'upstream_authentication_error';
  if (!isTargetsFault) return undefined;
  return { retryAfterMs: error instanceof UpstreamError ? error.retryAfterMs : undefined };
}

/** One provider call, up to the point where it can no longer be repeated. */
async function callProvider(
  call: Call,
  prepared: PreparedRequest,
  attempt: Attempt,
  service: ResponsesService,
): Promise<Answer> {
  const { ctx } = call;
  const { target, request: body } = attempt;
  const { provider, model } = target;
  const { signal, headers, requestId } = ctx;
  const request = { api: attempt.api, model, stream: wantsStream(body), body } as ProviderRequest;
  signal.throwIfAborted();
  const reply = await provider.call(request, { signal, headers, requestId });
  for (const message of reply.warnings ?? []) call.emit({ type: 'warning', message });
  const origin = { provider: provider.id, model };
  if (!reply.stream) {
    checkJson(reply.json, provider.id);
    return upstreamAnswer({ ...reply, origin }, prepared, target, service);
  }
  const settled = await settleStream(call, prepared, reply, provider.id);
  return upstreamAnswer({ ...settled, origin }, prepared, target, service);
}

/**
 * A body that is no JSON, or tells an error under a status of 200, is the upstream's failure while it
 * can still be repeated. Providers that read their bodies themselves have parsed it already; it is
 * parsed once.
 * @throws {GatewayError} what the upstream reported, or `upstream_invalid_response`
 */
function checkJson(body: Payload<ApiResponse>, provider: string): void {
  let event: unknown;
  try {
    event = readPayload(body);
  } catch (cause) {
    const message = `Upstream "${provider}" answered with something that is not a JSON object.`;
    throw new GatewayError('upstream_invalid_response', message, { cause });
  }
  const error = errorInFrame({ kind: 'event', event }, provider);
  if (error) throw error;
}

/** Hooks and overrides may have switched streaming off upstream; the client's reply stays a stream. */
function wantsStream(body: Payload<ApiRequest>): boolean {
  const request = readPayload(body);
  return 'stream' in request && request.stream === true;
}

/** A stream for a stream, read up to its commit point; a whole response for a client that asked for JSON. */
async function settleStream(
  call: Call,
  { operation: { stream: protocol }, way }: PreparedRequest,
  reply: StreamReply,
  provider: string,
): Promise<Answer> {
  if (!protocol) {
    stopQuietly(reply.stream[Symbol.asyncIterator]());
    const message = `Upstream "${provider}" answered with a stream where none was asked for.`;
    throw new GatewayError('upstream_invalid_response', message);
  }
  const { stream, ...head } = reply;
  if (!call.ctx.stream) {
    return {
      ...head,
      json: payloadFromValue(await collectStream(stream, protocol, provider)),
    };
  }
  // Who makes the response itself can open it before there is content.
  const begin = way && ((event: unknown) => call.begin?.(event, head));
  const committed = await untilContent(stream, protocol, provider, begin);
  // A hook may throw this answer away and ask again; then nobody reads the stream to its end.
  call.onRelease(() => stopQuietly(committed[Symbol.asyncIterator]()));
  return { ...head, stream: committed as typeof stream };
}
