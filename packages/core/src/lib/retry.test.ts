import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError, UpstreamError, type UpstreamErrorOptions } from './errors.ts';
import { decideAfter, defaultRetry, type FailedAttempt, pause } from './retry.ts';

const refusal = (upstreamStatus: number, options: Partial<UpstreamErrorOptions> = {}) =>
  new UpstreamError('No.', { provider: 'acme', upstreamStatus, ...options });

/** No jitter: half of the pause and half of the other half. */
const random = () => 0.5;

function decide(failed: Partial<FailedAttempt> & Pick<FailedAttempt, 'error'>, options = {}) {
  const whole: FailedAttempt = {
    attempts: 1,
    attemptsHere: 1,
    hasNextTarget: false,
    switches: { retry: true, fallback: true },
    ...failed,
  };
  return decideAfter(whole, { ...defaultRetry, ...options }, random);
}

describe('what follows a failure', () => {
  test.each([
    ['a broken upstream', refusal(500)],
    ['an overloaded one', refusal(503)],
    ['a conflict', refusal(409)],
    ['a slow one', new GatewayError('upstream_timeout', 'x')],
    ['an unreachable one', new GatewayError('upstream_unreachable', 'x')],
    ['a stream that died early', new GatewayError('upstream_incomplete', 'x')],
    ['an answer that was no JSON', new GatewayError('upstream_invalid_response', 'x')],
    ['an error inside a stream', refusal(200)],
  ])('%s is asked again, then the next target, then it is over', (_, error) => {
    const target = { error, hasNextTarget: true };
    expect(decide(target)).toMatchObject({ step: 'retry' });
    expect(decide({ ...target, attempts: 2, attemptsHere: 2 })).toEqual({ step: 'move' });
    expect(decide({ error, attempts: 2, attemptsHere: 2 })).toEqual({ step: 'fail' });
  });

  test.each([400, 402, 404, 405, 413, 422])(
    'a refusal of the request (%i) is final everywhere',
    (status) => {
      expect(decide({ error: refusal(status), hasNextTarget: true })).toEqual({ step: 'fail' });
    },
  );

  test.each<[string, GatewayError]>([
    ['an error of the gateway itself', new GatewayError('internal_error', 'x')],
    ['a client that left', new GatewayError('client_closed_request', 'x')],
    ['an upstream that says x-should-retry: false', refusal(503, { shouldRetry: false })],
  ])('%s is final', (_, error) => {
    expect(decide({ error, hasNextTarget: true })).toEqual({ step: 'fail' });
  });

  test.each(['unsupported_api', 'unsupported_parameter'] as const)(
    'what the provider’s wire cannot carry (%s) may be carried by the next target, and is not asked again',
    (code) => {
      const error = new GatewayError(code, 'x');
      const switches = { retry: true, fallback: false };
      expect(decide({ error, hasNextTarget: true, switches, attempts: 3 })).toEqual({
        step: 'move',
      });
      expect(decide({ error })).toEqual({ step: 'fail' });
    },
  );

  test.each([401, 403])(
    'a refusal of our credentials (%i) goes to the next target without asking again',
    (status) => {
      expect(decide({ error: refusal(status), hasNextTarget: true })).toEqual({ step: 'move' });
      expect(decide({ error: refusal(status) })).toEqual({ step: 'fail' });
    },
  );

  test('a rate limit goes to a target that is free now, and is waited for where there is none', () => {
    for (const error of [refusal(429), refusal(429, { retryAfterMs: 100 })]) {
      expect(decide({ error, hasNextTarget: true })).toEqual({ step: 'move' });
    }
    expect(decide({ error: refusal(429, { retryAfterMs: 700 }) })).toEqual({
      step: 'retry',
      afterMs: 700,
    });
    expect(decide({ error: refusal(429) })).toMatchObject({ step: 'retry' });
  });

  test('an upstream that wants to be left alone for longer than we wait is not asked again', () => {
    const error = refusal(503, { retryAfterMs: 10_001 });
    expect(decide({ error })).toEqual({ step: 'fail' });
    expect(decide({ error, hasNextTarget: true })).toEqual({ step: 'move' });
    expect(decide({ error: refusal(503, { retryAfterMs: 10_000 }) })).toEqual({
      step: 'retry',
      afterMs: 10_000,
    });
  });

  test('the budget is shared by all targets', () => {
    const error = refusal(500);
    const spent = { error, attempts: 3, hasNextTarget: true };
    expect(decide({ ...spent, attemptsHere: 1 })).toEqual({ step: 'fail' });
    expect(decide({ ...spent, attemptsHere: 3 })).toEqual({ step: 'fail' });
    expect(decide({ error: refusal(401), attempts: 3, hasNextTarget: true })).toEqual({
      step: 'fail',
    });
    expect(decide({ error, hasNextTarget: true }, { maxAttempts: 1 })).toEqual({ step: 'fail' });
    expect(decide({ error, hasNextTarget: true }, { maxAttemptsPerTarget: 1 })).toEqual({
      step: 'move',
    });
  });

  test('a caller that switched retries off is moved, one that switched fallback off is retried', () => {
    const error = refusal(500);
    const decideWith = (retry: boolean, fallback: boolean, failure = error) =>
      decide({ error: failure, hasNextTarget: true, switches: { retry, fallback } }).step;
    expect(decideWith(false, true)).toBe('move');
    expect(decideWith(true, false)).toBe('retry');
    expect(decideWith(false, false)).toBe('fail');
    expect(decideWith(true, false, refusal(401))).toBe('fail');
    // Nobody else may be asked, so the one that asked for patience is waited for.
    expect(decideWith(true, false, refusal(429, { retryAfterMs: 5 }))).toBe('retry');
  });
});

describe('the pause before a repetition', () => {
  test('doubles, is half jitter, and has an end', () => {
    const pauseAfter = (attemptsHere: number, drawn: number) => {
      const options = { ...defaultRetry, maxAttempts: 99, maxAttemptsPerTarget: 99 };
      const switches = { retry: true, fallback: true };
      const error = refusal(500);
      const failed = { error, attempts: 1, attemptsHere, hasNextTarget: false, switches };
      const decision = decideAfter(failed, options, () => drawn);
      return decision.step === 'retry' ? decision.afterMs : undefined;
    };
    expect([1, 2, 3, 4].map((attempt) => pauseAfter(attempt, 0))).toEqual([125, 250, 500, 1000]);
    expect([1, 2, 3, 4].map((attempt) => pauseAfter(attempt, 0.5))).toEqual([
      187.5, 375, 750, 1500,
    ]);
    expect(pauseAfter(1, 0.999)).toBeLessThan(250);
    expect(pauseAfter(20, 0.999)).toBeLessThan(10_000);
    expect(pauseAfter(20, 0)).toBe(5000);
  });
});

describe('pausing', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('takes its time', async () => {
    const { signal } = new AbortController();
    let isOver = false;
    const paused = pause(100, signal).then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(99);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await paused;
    expect(isOver).toBe(true);
  });

  test('ends at once when the client leaves, and leaves no timer behind', async () => {
    const controller = new AbortController();
    const paused = pause(60_000, controller.signal);
    const reason = new Error('gone');
    controller.abort(reason);
    await expect(paused).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not begin when the client has left', async () => {
    const reason = new Error('gone');
    await expect(pause(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const paused = pause(10, signal);
    await vi.advanceTimersByTimeAsync(10);
    await paused;
    expect(added).toHaveBeenCalledOnce();
    expect(removed).toHaveBeenCalledWith('abort', added.mock.calls[0]?.[1]);
  });
});
