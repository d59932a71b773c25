import type { RecordedRequest } from './recorded-request.ts';
import type { Steps } from './step.ts';

export interface BehaviourContext {
  /** The default answer as it is, or as if the client had asked for `stream` true or false. */
  defaultAnswer(options?: { stream?: boolean }): Steps;
}

/**
 * What the upstream does with one request: takes the steps it would answer with and returns those
 * it will take. Builders that make an answer (`respond`, `status`, `stream`) ignore what they are
 * given; builders that spoil one (`crlf`, `cutMidStream`, `slowFirstByte`) change it. Write your
 * own the same way.
 */
export type Behaviour = (
  answer: Steps,
  request: RecordedRequest,
  context: BehaviourContext,
) => Steps;

/** The good default answer: a place holder in a queue of misbehaviours. */
export function normal(): Behaviour {
  return (answer) => answer;
}

/**
 * Several behaviours on one answer, from left to right: `compose(stream(frames), crlf(),
 * cutMidStream({ afterFrames: 3 }))`. The order matters: a cut after three frames behind
 * `splitEveryByte()` is a cut after three bytes.
 */
export function compose(...behaviours: readonly Behaviour[]): Behaviour {
  return (answer, request, context) =>
    behaviours.reduce((steps, behaviour) => behaviour(steps, request, context), answer);
}
