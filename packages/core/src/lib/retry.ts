import type { AttemptSwitches } from './context.ts';
import { type GatewayError, UpstreamError } from './errors.ts';

/** How often a call is tried, over all its targets together. */
export interface RetryOptions {
  /** Provider calls that one call may cost. Default: 3. */
  readonly maxAttempts?: number;
  /** Of these, on the same target. Default: 2. */
  readonly maxAttemptsPerTarget?: number;
  /** Pause before the first repetition, in ms; doubles each time, with jitter. Default: 250. */
  readonly backoffMs?: number;
  /** The longest pause, in ms. An upstream that wants a longer one is not asked again. Default: 10 000. */
  readonly maxBackoffMs?: number;
}

export const defaultRetry: Required<RetryOptions> = {
  maxAttempts: 3,
  maxAttemptsPerTarget: 2,
  backoffMs: 250,
  maxBackoffMs: 10_000,
};

/** Where a call stands when an attempt has failed. */
export interface FailedAttempt {
  readonly error: GatewayError;
  /** Attempts so far, this one included, over all targets. */
  readonly attempts: number;
  /** Attempts so far on this target. */
  readonly attemptsHere: number;
  readonly hasNextTarget: boolean;
  readonly switches: AttemptSwitches;
}

/** `retry` asks the same target again, `move` the next one. */
export type Decision =
  | { readonly step: 'retry'; readonly afterMs: number }
  | { readonly step: 'move' }
  | { readonly step: 'fail' };

/**
 * What follows a failure. A refusal of the request (400, 404, 422, …) is final everywhere; a refusal
 * of our credentials is final for this target only; everything transient is asked again here, unless
 * the upstream wants to be left alone for a while and another target is free now.
 */
export function decideAfter(
  failed: FailedAttempt,
  options: Required<RetryOptions>,
  random: () => number,
): Decision {
  const { error, switches } = failed;
  if (cannotCarry(error)) return { step: failed.hasNextTarget ? 'move' : 'fail' };
  const mayRetry = error.retryable && switches.retry;
  const isCredentials = error.code === 'upstream_authentication_error';
  const mayMove = failed.hasNextTarget && switches.fallback && (error.retryable || isCredentials);
  if (failed.attempts >= options.maxAttempts) return { step: 'fail' };
  if (mayRetry && failed.attemptsHere < options.maxAttemptsPerTarget) {
    const named = error instanceof UpstreamError ? error.retryAfterMs : undefined;
    const asksForPatience = named !== undefined || error.status === 429;
    const afterMs = named ?? backoff(failed.attemptsHere, options, random);
    const isWorthWaiting = afterMs <= options.maxBackoffMs && !(asksForPatience && mayMove);
    if (isWorthWaiting) return { step: 'retry', afterMs };
  }
  return { step: mayMove ? 'move' : 'fail' };
}

/**
 * A provider's word that its wire has no place for what the request says: like a conversion's, it is
 * about this target only. What an upstream refused is another thing.
 */
export function cannotCarry({ code }: GatewayError): boolean {
  return code === 'unsupported_parameter' || code === 'unsupported_api';
}

/** Half of it is jitter, so that callers who failed together do not come back together. */
function backoff(
  attempt: number,
  { backoffMs, maxBackoffMs }: Required<RetryOptions>,
  random: () => number,
) {
  const full = Math.min(backoffMs * 2 ** (attempt - 1), maxBackoffMs);
  return full / 2 + (full / 2) * random();
}

/** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
