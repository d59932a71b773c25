import type { ApiEvent, Awaitable } from './api.ts';
import { GatewayError } from './errors.ts';
import type { ChunkTransform } from './hooks.ts';
import { maxNesting } from './json-members.ts';

/**
 * Runs events through the chunk hooks, each one's output into the next. Only promises are awaited,
 * and events are frozen, so that an in-place edit throws instead of being lost.
 */
export interface ChunkPipeline {
  /** Adds to `passed` event by event, so that what a hook let through before it threw is there. */
  push(events: readonly ApiEvent[], passed: ApiEvent[]): Promise<void>;
  /** What the hooks still hold, each one's rest through those behind it. */
  end(passed: ApiEvent[]): Promise<void>;
}

export function createChunkPipeline(transforms: readonly ChunkTransform[]): ChunkPipeline {
  const pushThrough = async (first: number, event: ApiEvent, passed: ApiEvent[]) => {
    let current: readonly ApiEvent[] = [event];
    for (const transform of transforms.slice(first)) {
      const pushed = pushAll(transform, current);
      if (pushed instanceof Promise) current = await pushed;
      else current = pushed;
    }
    for (const result of current) passed.push(result);
  };
  return {
    async push(events, passed) {
      for (const event of events) await pushThrough(0, freezeEvent(event), passed);
    },
    async end(passed) {
      for (const [position, transform] of transforms.entries()) {
        for (const event of checkEvents(await transform.end())) {
          await pushThrough(position + 1, event, passed);
        }
      }
    },
  };
}

function pushAll(
  transform: ChunkTransform,
  events: readonly ApiEvent[],
): Awaitable<readonly ApiEvent[]> {
  const [first] = events;
  if (!first || events.length > 1) return pushInOrder(transform, events);
  const pushed = transform.push(first);
  return pushed instanceof Promise ? pushed.then(checkEvents) : checkEvents(pushed);
}

/** A transform has state: it gets an event when it is done with the one before. */
async function pushInOrder(transform: ChunkTransform, events: readonly ApiEvent[]) {
  const passed: ApiEvent[] = [];
  for (const event of events) passed.push(...checkEvents(await transform.push(event)));
  return passed;
}

/** @throws {TypeError} for what cannot be an event: it would be written as `data: undefined`. */
function checkEvents(events: readonly ApiEvent[]): readonly ApiEvent[] {
  const areEvents =
    Array.isArray(events) && events.every((event) => typeof event === 'object' && event !== null);
  if (!areEvents)
    throw new TypeError('A chunk hook must return events: objects, or a list of them.');
  return events;
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
