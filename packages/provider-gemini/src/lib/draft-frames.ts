import type { StreamFrame } from '@gw/core';
import { mapReads } from '@gw/provider-utils';
import type { ResponsesStreamEvent } from '@gw/schema';
import type { AnswerReducer } from './open-stream.ts';

type Frame = StreamFrame<ResponsesStreamEvent>;

/** How a stream's answers are told. */
export interface Telling {
  readonly reducer: AnswerReducer;
  /** The error that an answer is, if it is one. */
  errorOf(answer: unknown): Error | undefined;
}

/** A stream of answers as a response's events, a read for a read. */
export function toDraftFrames(
  answers: AsyncIterable<readonly unknown[]>,
  { reducer, errorOf }: Telling,
): AsyncIterable<readonly Frame[]> {
  return mapReads(answers, {
    *push(told: readonly unknown[]) {
      for (const answer of told) {
        const error = errorOf(answer);
        if (error) throw error;
        yield* reducer.push(answer).map(toFrame);
      }
    },
    end: () => reducer.end().map(toFrame),
  });
}

function toFrame(event: ResponsesStreamEvent): Frame {
  return { kind: 'event', event, name: event.type };
}
