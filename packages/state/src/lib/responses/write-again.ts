import { GatewayError } from '@gw/core';
import { unref } from '../kit/unref.ts';

/** How long an end is tried to be written, in ms. Behind that, its hold has been over for long. */
const patienceMs = 60_000;
const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** What is written when an answer has ended. */
export interface LastWrite {
  /** The first time that it is tried. */
  readonly first: Promise<void>;
  /** The last time: a stream's is tried again. */
  readonly last: Promise<void>;
}

/** Writes at the end of an answer. What nobody has seen yet is not kept behind their back. */
export function writeLast(isStreamed: boolean, write: () => Promise<void>): LastWrite {
  const first = write();
  return { first, last: isStreamed ? first.catch((cause) => writeAgain(cause, write)) : first };
}

/**
 * Writes what could not be written, for as long as the store may come back: it is down for moments. Keeps
 * no process alive.
 * @param cause why not. Thrown again where the store was there, and has refused.
 * @param write changes nothing where it has been done before.
 */
async function writeAgain(cause: unknown, write: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let failure = cause;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    if (!isDown(failure) || Date.now() + pauseMs > deadline) throw failure;
    await new Promise<void>((resolve) => unref(setTimeout(resolve, pauseMs)));
    try {
      return await write();
    } catch (error) {
      failure = error;
    }
  }
}

/** Whether the store may take it when it is back. */
export function isDown(cause: unknown): boolean {
  if (cause instanceof RefusedWrite) return false;
  return cause instanceof GatewayError && cause.code === 'unavailable';
}

/** The store was there and has refused: what was to be written is somebody else's, or is gone. */
export class RefusedWrite extends GatewayError {
  override readonly name = 'RefusedWrite';

  constructor() {
    const message =
      'Another process has taken over this response or its conversation, or its record is gone. Ask again.';
    super('unavailable', message);
  }
}
