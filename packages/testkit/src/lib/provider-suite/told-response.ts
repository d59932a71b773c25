import assert from 'node:assert/strict';
import type { ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import type { Frames } from './frames.ts';

/** A Responses stream put together again. */
export interface ToldResponse {
  readonly events: readonly ResponsesStreamEvent[];
  /** As the last event has it. */
  readonly response: ResponseResource;
  /** What the deltas of one kind say, all items together. */
  deltas(kind: string): string;
}

/** What the frames of a stream say that has come to its end. */
export function toldResponse(frames: Frames): ToldResponse {
  const events = frames.flatMap((frame) => {
    if (frame.kind !== 'event') return [];
    const event = frame.event as ResponsesStreamEvent;
    assert.equal(frame.name, event.type, 'an event of a response is named');
    return [event];
  });
  const last = events.at(-1);
  assert.equal(events[0]?.type, 'response.created', 'a response begins with its snapshot');
  assert.ok(last && 'response' in last, 'it ends with its snapshot');
  checkNumbers(events);
  return {
    events,
    response: last.response,
    deltas: (kind) =>
      events
        .filter(({ type }) => type === `response.${kind}.delta`)
        .map((event) => ('delta' in event ? event.delta : ''))
        .join(''),
  };
}

function checkNumbers(events: readonly ResponsesStreamEvent[]): void {
  const numbers = events.map(({ sequence_number: number }) => number);
  assert.deepEqual(
    numbers,
    events.map((_, at) => at),
    'events are numbered from 0, without gaps',
  );
}
