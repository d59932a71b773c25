import { type WireErrorFields, wireError } from '../answers/error-steps.ts';
import { sseFrame, toFrameBytes } from '../sse-frame.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { Leave } from '../upstream/step.ts';
import { takeWrites } from '../upstream/step-lists.ts';

export interface ErrorEventOptions {
  /** Frames that go out before it. Default 0: the error is the first event. */
  afterFrames?: number;
  /** Members of the error object. Default: those of a 500. */
  error?: WireErrorFields;
  /**
   * Name for an `event:` line in front. Default: none on the chat wire, `error` on the Responses
   * wire, as OpenAI has it.
   */
  event?: string;
  /**
   * On the Responses wire: the members in an `error` of their own, as Open Responses has it, and not
   * beside the event's `type`, as OpenAI's documents have it. Default false.
   */
  nested?: boolean;
  /** What follows the error. Default `end`. */
  how?: Leave;
}

/**
 * The answer starts with its good status and then reports an error as an event, which ends it. On
 * the Responses wire the event has the number that is next.
 */
export function errorEventInside200({
  afterFrames = 0,
  error,
  event,
  nested = false,
  how = 'end',
}: ErrorEventOptions = {}): Behaviour {
  const failed = wireError(500, error);
  const numbered = { type: 'error', sequence_number: afterFrames };
  return function* (answer, { path }) {
    yield* takeWrites(answer, afterFrames);
    const frame = path.endsWith('/responses')
      ? sseFrame(
          nested ? { ...numbered, ...failed } : { ...failed.error, ...numbered },
          event ?? 'error',
        )
      : sseFrame(failed, event);
    yield { kind: 'write', bytes: toFrameBytes(frame) };
    yield { kind: 'leave', how };
  };
}
