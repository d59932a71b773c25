import { type WireErrorFields, wireError } from '../answers/error-steps.ts';
import { sseFrame } from '../sse-frame.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { Leave } from '../upstream/step.ts';
import { takeWrites } from '../upstream/step-lists.ts';

export interface ErrorEventOptions {
  /** Frames that go out before it. Default 0: the error is the first event. */
  afterFrames?: number;
  /** Members of the error object. Default: those of a 500. */
  error?: WireErrorFields;
  /** Name for an `event:` line in front. Default: none, as on OpenAI's chat wire. */
  event?: string;
  /** What follows the error. Default `end`. */
  how?: Leave;
}

/** The answer starts with its good status and then reports an error as an event, which ends it. */
export function errorEventInside200({
  afterFrames = 0,
  error,
  event,
  how = 'end',
}: ErrorEventOptions = {}): Behaviour {
  const bytes = new TextEncoder().encode(sseFrame(wireError(500, error), event));
  return function* (answer) {
    yield* takeWrites(answer, afterFrames);
    yield { kind: 'write', bytes };
    yield { kind: 'leave', how };
  };
}
