import type { ApiRequest } from './api.ts';
import { type Call, clientClosedRequest } from './call.ts';
import { collectStream } from './collect.ts';
import { stopQuietly, untilContent } from './commit.ts';
import type { Answer, ApiContext } from './context.ts';
import { GatewayError, toGatewayError, UpstreamError } from './errors.ts';
import type { HookChain } from './hook-chain.ts';
import type { Attempt } from './hooks.ts';
import type { AnyOperation } from './operation.ts';
import { type Payload, payloadFromValue, readPayload } from './payload.ts';
import type { ProviderReply, ProviderRequest } from './provider.ts';
import type { Plan, Target } from './registry.ts';
import { decideAfter, pause, type RetryOptions } from './retry.ts';
import type { TargetHealth } from './target-health.ts';
import { prepareRequest } from './target-request.ts';

export interface AttemptsOptions {
  readonly chain: HookChain;
  readonly health: TargetHealth;
  readonly retry: Required<RetryOptions>;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
}

/**
 * Asks the plan's targets until one has answered with content: the one place where calls are
 * repeated, streamed or not. What the client sees of a failure is the first target's last error;
 * observers see all of them.
 * @throws {GatewayError}
 */
export async function runAttempts(
  call: Call,
  operation: AnyOperation,
  plan: Plan,
  request: Payload<ApiRequest>,
  options: AttemptsOptions,
): Promise<Answer> {
  const targets = options.health.order(plan.targets);
  let attempts = 0;
  let refusal: GatewayError | undefined;
  let failure: GatewayError | undefined;
  for (const [position, target] of targets.entries()) {
    const prepared = await tryToPrepare(call, operation, target, request);
    if (prepared instanceof GatewayError) {
      refusal ??= prepared;
      continue;
    }
    const hasNextTarget = position < targets.length - 1;
    let attemptsHere = 0;
    let failureHere: GatewayError | undefined;
    for (;;) {
      attempts++;
      attemptsHere++;
      const attempt: Attempt = { target, number: attempts, request: prepared };
      const result = await makeAttempt(call, operation, attempt, options);
      if (result.answer) return result.answer;
      failureHere = result.error;
      if (result.isFinal) throw markRetried(failureHere, attempts);
      const { switches } = call.ctx;
      const failed = { error: failureHere, attempts, attemptsHere, hasNextTarget, switches };
      const decision = decideAfter(failed, options.retry, options.random);
      if (decision.step === 'fail') throw markRetried(failure ?? failureHere, attempts);
      if (decision.step === 'move') break;
      await pause(decision.afterMs, call.ctx.signal);
    }
    failure ??= failureHere;
  }
  throw failure ? markRetried(failure, attempts) : (refusal ?? noTarget(call.ctx.model));
}

async function tryToPrepare(
  call: Call,
  operation: AnyOperation,
  target: Target,
  request: Payload<ApiRequest>,
): Promise<Payload<ApiRequest> | GatewayError> {
  try {
    return await prepareRequest(call.ctx, operation, target, request);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

type AttemptResult =
  | { readonly answer: Answer; readonly error?: undefined }
  /** `isFinal`: a hook's own throw, or the client left. Never repeated. */
  | { readonly answer?: undefined; readonly error: GatewayError; readonly isFinal: boolean };

async function makeAttempt(
  call: Call,
  operation: AnyOperation,
  attempt: Attempt,
  { chain, health }: AttemptsOptions,
): Promise<AttemptResult> {
  const { ctx } = call;
  const startedAt = Date.now();
  const finish = health.begin(attempt.target);
  const tell = (error?: GatewayError) => {
    const { provider, model } = attempt.target;
    const durationMs = Date.now() - startedAt;
    call.emit({
      type: 'attempt',
      provider: provider.id,
      model,
      number: attempt.number,
      durationMs,
      error,
    });
  };
  let thrownByProvider: unknown;
  try {
    const innermost = (inner: Attempt) =>
      callProvider(call, operation, inner).catch((error: unknown) => {
        thrownByProvider = error;
        throw error;
      });
    const answer = await chain.attempt(ctx as ApiContext, attempt, innermost);
    finish('success');
    tell();
    return { answer };
  } catch (thrown) {
    const hasLeft = ctx.signal.aborted;
    const error = hasLeft ? clientClosedRequest() : toGatewayError(thrown);
    const isFinal = hasLeft || thrown !== thrownByProvider;
    finish(isFinal ? undefined : outcomeOf(error));
    tell(error);
    return { error, isFinal };
  }
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
  operation: AnyOperation,
  attempt: Attempt,
): Promise<Answer> {
  const { ctx } = call;
  const { target, request: body } = attempt;
  const { provider, model } = target;
  const { signal, headers, requestId } = ctx;
  const request = { api: operation.api, model, stream: wantsStream(body), body } as ProviderRequest;
  const reply = await provider.call(request, { signal, headers, requestId });
  for (const message of reply.warnings ?? []) call.emit({ type: 'warning', message });
  const origin = { provider: provider.id, model };
  if (!reply.stream) return { ...reply, origin };
  return { ...(await settleStream(call, operation, reply, provider.id)), origin };
}

/** Hooks and overrides may have switched streaming off upstream; the client's reply stays a stream. */
function wantsStream(body: Payload<ApiRequest>): boolean {
  const request = readPayload(body);
  return 'stream' in request && request.stream === true;
}

/** A stream for a stream, read up to its commit point; a whole response for a client that asked for JSON. */
async function settleStream(
  call: Call,
  { stream: protocol }: AnyOperation,
  reply: Extract<ProviderReply, { stream: object }>,
  provider: string,
): Promise<Answer> {
  if (!protocol) {
    stopQuietly(reply.stream[Symbol.asyncIterator]());
    const message = `Upstream "${provider}" answered with a stream where none was asked for.`;
    throw new GatewayError('upstream_invalid_response', message);
  }
  const { status, headers } = reply;
  if (!call.ctx.stream) {
    const response = await collectStream(reply.stream, protocol, provider);
    return { status, headers, json: payloadFromValue(response) };
  }
  return {
    status,
    headers,
    stream: (await untilContent(reply.stream, protocol, provider)) as never,
  };
}

/** A client that retries as well would multiply what we have already tried. */
function markRetried(error: GatewayError, attempts: number): GatewayError {
  if (attempts < 2 || !error.retryable) return error;
  return Object.assign(error, { headers: { ...error.headers, 'x-should-retry': 'false' } });
}

function noTarget(model: string): GatewayError {
  return new GatewayError('model_not_found', `The model "${model}" has no target.`, {
    param: 'model',
  });
}
