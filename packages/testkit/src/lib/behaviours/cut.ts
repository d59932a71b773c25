import { carriesContent } from '../carries-content.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { Leave, Step, Steps } from '../upstream/step.ts';
import { dropLastWrite, takeUntil, takeWrites } from '../upstream/step-lists.ts';

export interface CutOptions {
  /** How the upstream leaves. Default `reset`. */
  how?: Leave;
  /** Time for the client to read what it has before a reset, in milliseconds. Default 5. */
  settleMs?: number;
}

export interface CutMidStreamOptions extends CutOptions {
  /**
   * Writes (in a stream: frames) that still go out whole. Default 0, unless `afterBytes` is given.
   */
  afterFrames?: number;
  /**
   * Bytes of the body that still go out, in chunks that end exactly there. Headers and chunk
   * framing do not count.
   */
  afterBytes?: number;
}

/** Takes the request and drops the connection without an answer. */
export function cutBeforeHeaders(options: CutOptions = {}): Behaviour {
  return () => [leave(options)];
}

/**
 * Cuts the body after so many frames or bytes, whichever comes first. An answer that ends before is
 * cut at its end: `fin` and `reset` then take only the chunked terminator away.
 */
export function cutMidStream({
  afterFrames,
  afterBytes,
  ...options
}: CutMidStreamOptions = {}): Behaviour {
  const frames = afterFrames ?? (afterBytes === undefined ? 0 : Number.POSITIVE_INFINITY);
  return function* (answer) {
    yield* takeBytes(takeWrites(answer, frames), afterBytes ?? Number.POSITIVE_INFINITY);
    yield leave(options);
  };
}

/**
 * Sends the head and the frames in front of the first content (an assistant role, say), then cuts.
 */
export function cutBeforeContent(options: CutOptions = {}): Behaviour {
  return function* (answer) {
    yield* takeUntil(answer, carriesContent);
    yield leave(options);
  };
}

/**
 * Sends everything but the last frame: `data: [DONE]` of a chat stream,
 * `image_generation.completed` of an image stream. By default the body then ends in order (`how:
 * 'end'`), so that only the protocol tells it is not complete.
 */
export function cutBeforeDone({ how = 'end', ...options }: CutOptions = {}): Behaviour {
  return function* (answer) {
    yield* dropLastWrite(answer);
    yield leave({ how, ...options });
  };
}

/** The steps up to the write that reaches so many bytes; that one is shortened to fit. */
function* takeBytes(answer: Steps, bytes: number): Generator<Step> {
  let left = bytes;
  for (const step of answer) {
    if (step.kind !== 'write') {
      yield step;
      continue;
    }
    if (step.bytes.length >= left) {
      yield { kind: 'write', bytes: step.bytes.subarray(0, left) };
      return;
    }
    left -= step.bytes.length;
    yield step;
  }
}

function leave({ how = 'reset', settleMs }: CutOptions): Step {
  return { kind: 'leave', how, ...(settleMs === undefined ? {} : { settleMs }) };
}
