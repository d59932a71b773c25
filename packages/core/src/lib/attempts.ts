import type { ApiRequest, Awaitable } from './api.ts';
import { type AttemptResult, makeAttempt } from './attempt.ts';
import type { Call } from './call.ts';
import type { Answer } from './context.ts';
import { GatewayError } from './errors.ts';
import type { HookChain } from './hook-chain.ts';
import { isPromise } from './is-promise.ts';
import type { AnyOperation } from './operation.ts';
import type { Payload } from './payload.ts';
import { type Plan, type Target, unknownModel } from './registry.ts';
import type { ResponsesService } from './responses/responses-service.ts';
import { cannotCarry, decideAfter, pause, type RetryOptions } from './retry.ts';
import type { TargetHealth } from './target-health.ts';
import { type PreparedRequest, prepareRequest } from './target-request.ts';

export interface AttemptsOptions {
  readonly chain: HookChain;
  readonly health: TargetHealth;
  readonly retry: Required<RetryOptions>;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  readonly responses: ResponsesService;
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
  const queue = [...options.health.order(plan.targets)];
  const postponed: Target[] = [];
  const budget: Budget = { attempts: 0 };
  let refusal: GatewayError | undefined;
  let failure: GatewayError | undefined;
  for (let target = queue.shift(); target; target = queue.shift()) {
    const preparing = tryToPrepare(call, operation, target, request, options);
    const prepared = isPromise(preparing) ? await preparing : preparing;
    if (prepared instanceof GatewayError) {
      refusal ??= prepared;
      continue;
    }
    const hasNextTarget = queue.length > 0;
    // It may have begun to cool, or to be probed, while this call made ready.
    if (hasNextTarget && !postponed.includes(target) && options.health.isCooling(target)) {
      postponed.push(target);
      queue.push(target);
      continue;
    }
    const next = { target, prepared, hasNextTarget };
    const result = await askTarget(call, operation, next, budget, options);
    if (result.answer) return result.answer;
    if (result.isFinal) throw result.error;
    if (cannotCarry(result.error)) refusal ??= result.error;
    else failure ??= result.error;
    if (!result.mayMove) break;
  }
  if (failure) throw markRetried(failure, budget.attempts);
  throw refusal ?? unknownModel(call.ctx.model);
}

/** What all targets of a call share. */
interface Budget {
  attempts: number;
}

interface PreparedTarget {
  readonly target: Target;
  readonly prepared: PreparedRequest;
  readonly hasNextTarget: boolean;
}

type TargetResult = AttemptResult & { readonly mayMove?: boolean };

/** One target, asked again as long as that may help. */
async function askTarget(
  call: Call,
  operation: AnyOperation,
  { target, prepared, hasNextTarget }: PreparedTarget,
  budget: Budget,
  options: AttemptsOptions,
): Promise<TargetResult> {
  for (let attemptsHere = 1; ; attemptsHere++) {
    budget.attempts++;
    const attempt = { target, number: budget.attempts, prepared };
    const result = await makeAttempt(call, operation, attempt, options);
    if (result.answer || result.isFinal) return result;
    const { error } = result;
    const { attempts } = budget;
    const { switches } = call.ctx;
    const failed = { error, attempts, attemptsHere, hasNextTarget, switches };
    const decision = decideAfter(failed, options.retry, options.random);
    if (decision.step !== 'retry') return { ...result, mayMove: decision.step === 'move' };
    await pause(decision.afterMs, call.ctx.signal);
  }
}

function tryToPrepare(
  call: Call,
  operation: AnyOperation,
  target: Target,
  request: Payload<ApiRequest>,
  { responses }: AttemptsOptions,
): Awaitable<PreparedRequest | GatewayError> {
  try {
    const preparing = prepareRequest(call, operation, target, request, responses);
    return isPromise(preparing) ? preparing.then(undefined, toRefusal) : preparing;
  } catch (error) {
    return toRefusal(error);
  }
}

/** Only what a target cannot carry is a matter of choosing another one. */
function toRefusal(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  throw error;
}

/**
 * A client that retries as well would multiply what we have already tried; and a key that the
 * upstream refuses is refused again.
 */
function markRetried(error: GatewayError, attempts: number): GatewayError {
  const isPointless = error.code === 'upstream_authentication_error';
  if (!isPointless && (attempts < 2 || !error.retryable)) return error;
  return Object.assign(error, { headers: { ...error.headers, 'x-should-retry': 'false' } });
}
