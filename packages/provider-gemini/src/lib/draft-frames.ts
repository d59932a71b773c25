import type { StreamFrame } from '@gw/core';
import type { ResponsesStreamEvent } from '@gw/schema';
import type { AnswerReducer } from './open-stream.ts';

type Frames = readonly StreamFrame<ResponsesStreamEvent>[];

/** How a stream's answers are told. */
export interface Telling {
  readonly reducer: AnswerReducer;
  /** The error that an answer is, if it is one. */
  errorOf(answer: unknown): Error | undefined;
}

/**
 * A stream of answers as a response's events, a read for a read. Written by hand, so that leaving
 * reaches the upstream while a read waits, and what came in front of a failure is told before it.
 */
export function toDraftFrames(
  answers: AsyncIterable<readonly unknown[]>,
  { reducer, errorOf }: Telling,
): AsyncIterable<Frames> {
  const reads = answers[Symbol.asyncIterator]();
  let isOver = false;
  let failure: { readonly cause: unknown } | undefined;
  const leave = async (): Promise<IteratorResult<Frames>> => {
    isOver = true;
    await reads.return?.();
    return { done: true, value: undefined };
  };
  const tellAll = (told: readonly unknown[] | undefined): Frames => {
    const events: ResponsesStreamEvent[] = [];
    try {
      for (const answer of told ?? []) {
        const error = errorOf(answer);
        if (error) throw error;
        events.push(...reducer.push(answer));
      }
      if (!told) events.push(...reducer.end());
    } catch (cause) {
      failure = { cause };
    }
    return events.map((event) => ({ kind: 'event', event, name: event.type }));
  };
  const fail = (cause: unknown): never => {
    leave().catch(() => undefined);
    throw cause;
  };
  const next = async (): Promise<IteratorResult<Frames>> => {
    while (!isOver && !failure) {
      const read = await reads.next();
      if (isOver) break;
      isOver = read.done === true;
      const value = tellAll(read.done ? undefined : read.value);
      if (value.length > 0) return { done: false, value };
    }
    if (!failure) return { done: true, value: undefined };
    const { cause } = failure;
    failure = undefined;
    return fail(cause);
  };
  const iterator: AsyncIterator<Frames> = { next, return: leave };
  return { [Symbol.asyncIterator]: () => iterator };
}
