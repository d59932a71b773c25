import type { Members } from '../kit/members.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import { writeEvent } from './kept-response.ts';

type LogEvent = Members & { readonly type: string };

/** Number of the last event before content in the log of a response that was queued. */
export const lastOfOpening = 2;

/**
 * How a log begins, from number 0 on: clients and their helpers read nothing before it.
 * @param wasQueued whether the response has waited for a process to make it.
 */
export function openingEvents(response: Members, wasQueued: boolean): LogEvent[] {
  const running = { ...response, status: 'in_progress', output: [] };
  const inProgress = { type: 'response.in_progress', response: running };
  if (!wasQueued) return [{ type: 'response.created', response: running }, inProgress];
  const waiting = { ...running, status: 'queued' };
  return [
    { type: 'response.created', response: waiting },
    { type: 'response.queued', response: waiting },
    inProgress,
  ];
}

/** Adds events of ours to a log. @param first the number of the first. */
export function appendEvents(log: string, first: number, events: readonly LogEvent[]): ChangeOf {
  const texts = events.map(({ type, ...members }, at) => {
    const event: LogEvent = { type, sequence_number: first + at, ...members };
    return writeEvent(event);
  });
  const last = first + events.length - 1;
  return { type: 'append', log, first, last, events: texts.join('') };
}
