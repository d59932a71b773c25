import { readFrameData, sseFrame, toFrameBytes } from '../sse-frame.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import { mapWrites } from '../upstream/step-lists.ts';
import { isObject, type WireObject } from './wire-object.ts';

export interface SplitDeltasOptions {
  /** Characters of each delta. Default 1. */
  length?: number;
}

/**
 * Cuts every `*.delta` of a Responses stream into events of so many characters, and numbers all
 * events anew: a word that something looks for is spread over many of them. The stream stays valid.
 */
export function splitDeltas({ length = 1 }: SplitDeltasOptions = {}): Behaviour {
  return (answer) => {
    let sequence = 0;
    return mapWrites(answer, (bytes) => {
      const events = readFrameData(new TextDecoder().decode(bytes)).filter(isObject);
      const isNumbered = events.some((event) => event.sequence_number !== undefined);
      if (!isNumbered) return [{ kind: 'write', bytes }];
      return events
        .flatMap((event) => splitDelta(event, length))
        .map((event) => {
          const frame = sseFrame({ ...event, sequence_number: sequence++ }, nameOf(event));
          return { kind: 'write', bytes: toFrameBytes(frame) };
        });
    });
  };
}

function splitDelta(event: WireObject, length: number): WireObject[] {
  const { type, delta, logprobs } = event;
  if (typeof type !== 'string' || !type.endsWith('.delta') || typeof delta !== 'string') {
    return [event];
  }
  const characters = [...delta];
  const count = Math.max(1, Math.ceil(characters.length / length));
  return Array.from({ length: count }, (_, at) => ({
    ...event,
    delta: characters.slice(at * length, (at + 1) * length).join(''),
    // A token's log probability goes with its first piece.
    ...(logprobs !== undefined && { logprobs: at === 0 ? logprobs : [] }),
  }));
}

function nameOf({ type }: WireObject): string | undefined {
  return typeof type === 'string' ? type : undefined;
}
