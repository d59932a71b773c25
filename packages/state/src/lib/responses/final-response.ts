import type { ApiResponse, RecordedEnd } from '@gw/core';
import { type Members, membersOf } from '../kit/members.ts';
import { writeEvent } from './kept-response.ts';
import type { LoggedEvent } from './recorded-changes.ts';

/** The response as it is kept: what was said at its end, or what there was of it. */
export function finalResponse(
  outcome: RecordedEnd['outcome'],
  response: ApiResponse | undefined,
  snapshot: Members | undefined,
): Members | undefined {
  const whole = (response as unknown as Members | undefined) ?? snapshot;
  if (!whole || outcome !== 'cancelled') return whole;
  const output = Array.isArray(whole.output) ? whole.output : [];
  return { ...whole, status: 'cancelled', error: null, output: output.map(toUnfinished) };
}

function toUnfinished(item: unknown): unknown {
  const { status } = membersOf(item);
  return status === 'in_progress' ? { ...membersOf(item), status: 'incomplete' } : item;
}

/** Whoever reads the log of a response that was left needs an end, too. */
export function farewell(response: Members, sequence_number: number): LoggedEvent {
  const event = { type: 'response.failed', sequence_number, response };
  return { sequence: sequence_number, text: writeEvent(event) };
}
