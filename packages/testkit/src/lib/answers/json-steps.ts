import { toFrameBytes } from '../sse-frame.ts';
import { addMissingHeaders, type HeaderList, type Step } from '../upstream/step.ts';

const encoder = new TextEncoder();

export interface AnswerOptions {
  /** Default 200. */
  status?: number;
  /** Sent besides, or instead of, those the body brings. Default none. */
  headers?: HeaderList;
}

/** Head and body with a content-length, the body in one write. */
export function bodySteps(
  bytes: Uint8Array,
  contentType: string,
  { status = 200, headers = [] }: AnswerOptions = {},
): Step[] {
  const own: HeaderList = [
    ['content-type', contentType],
    ['content-length', `${bytes.length}`],
  ];
  return [
    { kind: 'head', status, headers: addMissingHeaders(headers, own) },
    { kind: 'write', bytes },
  ];
}

export function jsonSteps(value: unknown, options?: AnswerOptions): Step[] {
  return bodySteps(encoder.encode(JSON.stringify(value)), 'application/json', options);
}

/** The head of an event stream; its frames follow, one write each. */
export function streamHead({ status = 200, headers = [] }: AnswerOptions = {}): Step {
  const own: HeaderList = [
    ['content-type', 'text/event-stream; charset=utf-8'],
    ['cache-control', 'no-cache'],
  ];
  return { kind: 'head', status, headers: addMissingHeaders(headers, own) };
}

/** An event stream, each frame a write. */
export function streamSteps(frames: readonly string[]): Step[] {
  return [
    streamHead(),
    ...frames.map((frame): Step => ({ kind: 'write', bytes: toFrameBytes(frame) })),
  ];
}
