import { streamHead } from '../answers/json-steps.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { Step } from '../upstream/step.ts';

const writeBytes = 64 * 1024;
const filler = new Uint8Array(writeBytes).fill('x'.charCodeAt(0));
const encoder = new TextEncoder();

export interface HugeBodyOptions {
  /**
   * `json`: one JSON object; `frame`: one `data:` line of an event stream that has no line end.
   * Default `json`.
   */
  as?: 'json' | 'frame';
}

/**
 * A body of exactly so many bytes (at least 16), chunked, so that no content-length gives it away.
 * It is made as it is sent: a test can ask for more than fits into memory.
 * @throws {RangeError} for fewer than 16 bytes.
 */
export function hugeBody(bytes: number, { as = 'json' }: HugeBodyOptions = {}): Behaviour {
  if (bytes < 16) throw new RangeError('A huge body has at least 16 bytes.');
  const [head, open, close] =
    as === 'json' ? [jsonHead, '{"padding":"', '"}'] : [streamHead(), 'data: {"padding":"', ''];
  return function* () {
    yield head;
    yield { kind: 'write', bytes: encoder.encode(open) };
    yield* fill(bytes - open.length - close.length);
    yield { kind: 'write', bytes: encoder.encode(close) };
  };
}

const jsonHead: Step = {
  kind: 'head',
  status: 200,
  headers: [['content-type', 'application/json']],
};

function* fill(bytes: number): Generator<Step> {
  for (let left = bytes; left > 0; left -= writeBytes) {
    yield { kind: 'write', bytes: filler.subarray(0, Math.min(left, writeBytes)) };
  }
}
