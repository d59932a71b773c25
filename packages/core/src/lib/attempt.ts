import { type Call, cancelReason } from './call.ts';
import { callProvider } from './call-provider.ts';
import type { Answer, ApiContext } from './context.ts';
import { convertAnswer } from './convert-answer.ts';
import { type GatewayError, toGatewayError, UpstreamError } from './errors.ts';
import type { HookChain } from './hook-chain.ts';
import type { Attempt } from './hooks.ts';
import type { AnyOperation } from './operation.ts';
import type { Target } from './registry.ts';
import type { ResponsesService } from './responses/responses-service.ts';
import type { TargetHealth } from './target-health.ts';
import type { PreparedRequest } from './target-request.ts';

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
  const convert = (converting: Promise<Answer>) =>
    converting.catch((error: unknown) => {
      thrownByProvider = error;
      throw error;
    });
  try {
    const innermost = async (inner: Attempt) => {
      wasAsked = true;
      try {
        return await callProvider(call, prepared, inner, responses);
      } catch (error) {
        thrownByProvider = error;
        throw error;
      }
    };
    const told = await chain.attempt(ctx as ApiContext, attempt, innermost);
    const { way, operation: asked } = prepared;
    const answer = way ? await convert(convertAnswer(call, operation, asked, way, told)) : told;
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
