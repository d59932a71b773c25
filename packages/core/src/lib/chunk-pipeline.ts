import type { ApiEvent } from './api.ts';
import type { ChunkTransform } from './hooks.ts';

/**
 * Runs events through the chunk hooks, each one's output into the next. Only promises are awaited,
 * and events are frozen, so that an in-place edit throws instead of being lost.
 */
export interface ChunkPipeline {
  push(events: readonly ApiEvent[]): Promise<readonly ApiEvent[]>;
  /** What the hooks still hold, each one's rest through those behind it. */
  end(): Promise<readonly ApiEvent[]>;
}

export function createChunkPipeline(transforms: readonly ChunkTransform[]): ChunkPipeline {
  const pushFrom = async (first: number, events: readonly ApiEvent[]) => {
    let current = events;
    for (const transform of transforms.slice(first)) current = await pushAll(transform, current);
    return current;
  };
  return {
    push: (events) => pushFrom(0, events.map(freezeEvent)),
    async end() {
      const rest: ApiEvent[] = [];
      for (const [position, transform] of transforms.entries()) {
        rest.push(...(await pushFrom(position + 1, await transform.end())));
      }
      return rest;
    },
  };
}

async function pushAll(
  transform: ChunkTransform,
  events: readonly ApiEvent[],
): Promise<ApiEvent[]> {
  let passed: ApiEvent[] = [];
  for (const event of events) {
    const pushed = transform.push(event);
    passed = passed.concat(pushed instanceof Promise ? await pushed : pushed);
  }
  return passed;
}

function freezeEvent<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) freezeEvent(member);
  return Object.freeze(value);
}
