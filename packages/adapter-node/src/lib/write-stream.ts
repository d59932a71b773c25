import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openSource } from './source.ts';

/** The two ends of a streamed reply. */
export interface StreamEnds {
  /** Writes status and headers; throws for a header that HTTP does not allow. Called once. */
  readonly head: () => void;
  /** Ends the reply cleanly. Not called when the body failed or the client left. */
  readonly end: () => void;
}

/**
 * Writes a body piece by piece: each at once, the next one asked for only when the socket has taken
 * the last. The head goes out with the first piece, or alone when that is not there yet, so a body
 * that fails at once can still be answered with an error.
 *
 * When the client leaves, the body's iterator hears of it at once through `return()`, also while a
 * piece is awaited that may never come. Nothing waits for what `return()` gives back.
 * @throws what the iterator threw.
 */
export async function writeStream(
  response: ServerResponse,
  body: AsyncIterable<Uint8Array>,
  { head, end }: StreamEnds,
): Promise<void> {
  const source = openSource(body);
  // A normal end closes the response too; the source is over by then.
  response.on('close', source.release);
  let next = source.next();
  // Also where nobody waits for it any more.
  next.catch(source.settle);
  const first = await Promise.race([next, nextTurn()]);
  if (response.destroyed) return;
  head();
  if (!first) response.flushHeaders();
  for (;;) {
    let step: IteratorResult<Uint8Array>;
    try {
      step = await next;
    } catch (error) {
      source.settle();
      throw error;
    }
    if (step.done) source.settle();
    if (response.destroyed) return;
    if (step.done) return end();
    if (!writePiece(response, step.value)) await drained(response);
    if (response.destroyed) return;
    next = source.next();
  }
}

/** @returns false when the socket wants no more for now. */
function writePiece(response: ServerResponse & { flush?(): void }, piece: Uint8Array): boolean {
  const taken = response.write(piece);
  // Compressing middleware holds pieces back until it is told (`res.flush()` of `compression`).
  response.flush?.();
  return taken;
}

/** Waits until the socket takes more, or until there is nobody left to write to. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
