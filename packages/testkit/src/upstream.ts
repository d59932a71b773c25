// The neutral parts stand here too: who scripts an upstream needs them, and one import is enough.
export type { WireErrorFields } from './lib/answers/error-steps.ts';
export {
  type CutMidStreamOptions,
  type CutOptions,
  cutBeforeContent,
  cutBeforeDone,
  cutBeforeHeaders,
  cutMidStream,
} from './lib/behaviours/cut.ts';
export { type ErrorEventOptions, errorEventInside200 } from './lib/behaviours/error-event.ts';
export { comments, cr, crlf, splitEveryByte, splitUtf8 } from './lib/behaviours/framing.ts';
export { type HugeBodyOptions, hugeBody } from './lib/behaviours/huge-body.ts';
export {
  jsonWhenStreamAsked,
  streamWhenJsonAsked,
  wrongContentType,
} from './lib/behaviours/mismatch.ts';
export {
  type HeadersLike,
  type RedirectOptions,
  type RespondOptions,
  redirect,
  respond,
  type StatusOptions,
  status,
} from './lib/behaviours/respond.ts';
export { type StreamOptions, stream } from './lib/behaviours/stream.ts';
export {
  hangsMidStream,
  neverAnswers,
  paced,
  type SlowFirstByteOptions,
  slowFirstByte,
} from './lib/behaviours/timing.ts';
export { recordStream } from './lib/recordings/record-stream.ts';
export type { RecordedStream } from './lib/recordings/recorded-stream.ts';
export { recordings } from './lib/recordings/recordings.ts';
export { type FailResponseOptions, failResponse } from './lib/responses/fail-response.ts';
export { type SplitDeltasOptions, splitDeltas } from './lib/responses/split-deltas.ts';
export { doneFrame, type FrameLike, sseFrame } from './lib/sse-frame.ts';
export {
  type Behaviour,
  type BehaviourContext,
  compose,
  normal,
} from './lib/upstream/behaviour.ts';
export { createGate, type Gate, gated } from './lib/upstream/gate.ts';
export type { Outcome, RecordedRequest } from './lib/upstream/recorded-request.ts';
export { always, type Rule, type ScriptEntry, when } from './lib/upstream/script.ts';
export { startUpstream } from './lib/upstream/start-upstream.ts';
export type { HeaderList, Leave, Step, Steps } from './lib/upstream/step.ts';
export type { NextRequestOptions, Upstream, UpstreamOptions } from './lib/upstream/upstream.ts';
