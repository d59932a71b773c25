import type { Violation } from '@gw/testkit/responses';
import type { StreamEvent } from '../../support/record-streams.ts';

/** Rules that a response which was cancelled cannot keep: the api has no event for such an end. */
const brokenByCancelling: ReadonlySet<string> = new Set([
  'RESPONSE_STATUS_MISMATCH',
  'FAILED_WITHOUT_ERROR',
]);

/**
 * What is wrong with a stream. One that was cancelled ends with `response.failed`, whose response says
 * `cancelled` and has no error; at its last event alone.
 */
export function faultsOf(
  violations: readonly Violation[],
  events: readonly StreamEvent[],
): readonly Violation[] {
  const last = events.at(-1);
  const { status, error } = (last?.response ?? {}) as { status?: string; error?: unknown };
  const isCancelled = last?.type === 'response.failed' && status === 'cancelled' && error === null;
  if (!isCancelled) return violations;
  const end = events.length - 1;
  return violations.filter(({ rule, at }) => at !== end || !brokenByCancelling.has(rule));
}
