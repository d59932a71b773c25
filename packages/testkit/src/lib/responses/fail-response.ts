import { readFrameData, sseFrame, toFrameBytes } from '../sse-frame.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { Step } from '../upstream/step.ts';
import { takeWrites } from '../upstream/step-lists.ts';
import { objectOf, type WireObject } from './wire-object.ts';

export interface FailResponseOptions {
  /** Frames that go out before it. Default 2: `response.created` and `response.in_progress`. */
  afterFrames?: number;
  /** Default `server_error`. */
  code?: string;
  message?: string;
}

/**
 * A Responses stream that ends with `response.failed`, as OpenAI ends one that breaks: whatever was
 * open stays open, and the output holds what was done.
 */
export function failResponse({
  afterFrames = 2,
  code = 'server_error',
  message = 'The server had an error while processing your request.',
}: FailResponseOptions = {}): Behaviour {
  return function* (answer) {
    let opened: unknown;
    const output: unknown[] = [];
    for (const step of takeWrites(answer, afterFrames)) {
      const event = eventIn(step);
      opened ??= event.response;
      if (event.type === 'response.output_item.done') output.push(event.item);
      yield step;
    }
    const failure = { status: 'failed', error: { code, message }, output };
    const type = 'response.failed';
    const response = { ...objectOf(opened), ...failure };
    const frame = sseFrame({ type, sequence_number: afterFrames, response }, type);
    yield { kind: 'write', bytes: toFrameBytes(frame) };
    yield { kind: 'leave', how: 'end' };
  };
}

function eventIn(step: Step): WireObject {
  if (step.kind !== 'write') return {};
  return objectOf(readFrameData(new TextDecoder().decode(step.bytes))[0]);
}
