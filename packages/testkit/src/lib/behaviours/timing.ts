import type { Behaviour } from '../upstream/behaviour.ts';
import type { Step } from '../upstream/step.ts';
import { mapWrites, takeWrites } from '../upstream/step-lists.ts';

export interface SlowFirstByteOptions {
  /** True sends status and headers at once and lets only the body wait. Default false. */
  headersFirst?: boolean;
}

/** Waits before the answer begins, as a model does that thinks. */
export function slowFirstByte(
  delayMs: number,
  { headersFirst = false }: SlowFirstByteOptions = {},
): Behaviour {
  return function* (answer) {
    if (!headersFirst) {
      yield { kind: 'wait', delayMs };
      yield* answer;
      return;
    }
    yield* mapWrites(answer, (bytes, index) => {
      const write: Step = { kind: 'write', bytes };
      return index === 0 ? [{ kind: 'wait', delayMs }, write] : [write];
    });
  };
}

/** A pause in front of every write, in milliseconds. */
export function paced(delayMs: number): Behaviour {
  return (answer) =>
    mapWrites(answer, (bytes) => [
      { kind: 'wait', delayMs },
      { kind: 'write', bytes },
    ]);
}

/** Reads the request and never sends a byte. */
export function neverAnswers(): Behaviour {
  return () => [{ kind: 'leave', how: 'stall' }];
}

/**
 * Sends the head and `afterFrames` frames (default: head only), then nothing more; the connection
 * stays open.
 */
export function hangsMidStream(afterFrames = 0): Behaviour {
  return function* (answer) {
    yield* takeWrites(answer, afterFrames);
    yield { kind: 'leave', how: 'stall' };
  };
}
