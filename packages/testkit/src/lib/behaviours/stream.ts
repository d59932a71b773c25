import { streamHead } from '../answers/json-steps.ts';
import { type FrameLike, toFrameBytes } from '../sse-frame.ts';
import { type Behaviour, compose } from '../upstream/behaviour.ts';
import { type Gate, gated } from '../upstream/gate.ts';
import type { Step } from '../upstream/step.ts';
import { type HeadersLike, toHeaderList } from './respond.ts';
import { paced } from './timing.ts';

export interface StreamOptions {
  /** Default 200. */
  status?: number;
  /** Sent besides (and instead of) content-type and cache-control. Default none. */
  headers?: HeadersLike;
  /** Pause in front of each frame, in milliseconds. Default none. */
  delayMs?: number;
  /** Each frame waits for it. Default none. */
  gate?: Gate;
}

/**
 * Answers with an event stream, each frame written on its own: bytes and text go out as they are,
 * an object as `data: {…}`. Nothing is added: a good chat stream ends with `doneFrame`. A generator
 * may go on without end: frames are drawn as the client takes them.
 */
export function stream(
  frames: Iterable<FrameLike>,
  { status = 200, headers = {}, delayMs, gate }: StreamOptions = {},
): Behaviour {
  const head = streamHead({ status, headers: toHeaderList(headers) });
  function* write(): Generator<Step> {
    yield head;
    for (const frame of frames) yield { kind: 'write', bytes: toFrameBytes(frame) };
  }
  return compose(
    write,
    ...(delayMs === undefined ? [] : [paced(delayMs)]),
    ...(gate === undefined ? [] : [gated(gate)]),
  );
}
