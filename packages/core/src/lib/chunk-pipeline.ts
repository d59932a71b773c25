import type { ApiEvent, Awaitable } from './api.ts';
import { awaitYielded, type WaitingSteps } from './await-yielded.ts';
import { GatewayError } from './errors.ts';
import type { ChunkTransform } from './hooks.ts';
import { isPromise } from './is-promise.ts';
import { maxNesting } from './json-members.ts';

/**
 * Runs events through the chunk hooks, each one's output into the next. Only promises are awaited,
 * and events are frozen, so that an in-place edit throws instead of being lost.
 */
export interface ChunkPipeline {
  /** Adds to `passed` event by event, so that what a hook let through before it threw is there. */
  push(events: readonly ApiEvent[], passed: ApiEvent[]): Awaitable<void>;
  /** What the hooks still hold, each one's rest through those behind it. */
  end(passed: ApiEvent[]): Awaitable<void>;
}

export function createChunkPipeline(transforms: readonly ChunkTransform[]): ChunkPipeline {
  function* pushThrough(first: number, event: ApiEvent, passed: ApiEvent[]): WaitingSteps<void> {
    let current: readonly ApiEvent[] = [event];
    for (let at = first; at < transforms.length; at++) {
      current = yield* pushAll(transforms[at] as ChunkTransform, current);
    }
    for (const result of current) passed.push(result);
  }
  function* pushEvents(events: readonly ApiEvent[], passed: ApiEvent[]): WaitingSteps<void> {
    for (const event of events) yield* pushThrough(0, freezeEvent(event), passed);
  }
  function* endAll(passed: ApiEvent[]): WaitingSteps<void> {
    for (const [position, transform] of transforms.entries()) {
      for (const event of yield* eventsOf(transform.end())) {
        yield* pushThrough(position + 1, event, passed);
      }
    }
  }
  return {
    push: (events, passed) => awaitYielded(pushEvents(events, passed)),
    end: (passed) => awaitYielded(endAll(passed)),
  };
}

/** A transform has state: it gets an event when it is done with the one before. */
function* pushAll(
  transform: ChunkTransform,
  events: readonly ApiEvent[],
): WaitingSteps<readonly ApiEvent[]> {
  if (events.length === 1) return yield* eventsOf(transform.push(events[0] as ApiEvent));
  const passed: ApiEvent[] = [];
  for (const event of events) passed.push(...(yield* eventsOf(transform.push(event))));
  return passed;
}

/** What a hook returned or will have returned. */
function* eventsOf(pushed: Awaitable<readonly ApiEvent[]>): WaitingSteps<readonly ApiEvent[]> {
  if (!isPromise(pushed)) return checkEvents(pushed);
  let events: readonly ApiEvent[] = [];
  yield Promise.resolve(pushed).then((value) => {
    events = value;
  });
  return checkEvents(events);
}

/** @throws {TypeError} for what cannot be an event: it would be written as `data: {}`, or as no JSON. */
function checkEvents(events: readonly ApiEvent[]): readonly ApiEvent[] {
  if (!Array.isArray(events) || !events.every(isEvent))
    throw new TypeError('A chunk hook must return events: objects, or a list of them.');
  return events;
}

/** Lists in lists, generators, bytes and promises are objects, too. */
function isEvent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return !(Symbol.iterator in value || Symbol.asyncIterator in value || isPromise(value));
}

function freezeEvent<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxNesting) {
    const message = `The upstream sent an event nested deeper than ${maxNesting} levels.`;
    throw new GatewayError('upstream_invalid_response', message);
  }
  for (const member of Object.values(value)) freezeEvent(member, depth + 1);
  return Object.freeze(value);
}
