import type { Behaviour } from '../upstream/behaviour.ts';
import type { Step } from '../upstream/step.ts';
import { mapWrites } from '../upstream/step-lists.ts';

/** The whole body in one write. */
export function inOneWrite(): Behaviour {
  return inWrites((body) => [body]);
}

/** Every write in two, with a pause for other answers between them. */
export function inHalves(): Behaviour {
  return (answer) =>
    mapWrites(answer, (bytes) =>
      separate([bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)]),
    );
}

/** The body in two writes, of which the first has so many bytes. */
export function splitAt(byte: number): Behaviour {
  return inWrites((body) => [body.subarray(0, byte), body.subarray(byte)]);
}

function inWrites(split: (body: Uint8Array) => readonly Uint8Array[]): Behaviour {
  return function* (answer): Generator<Step> {
    const written: Uint8Array[] = [];
    for (const step of answer) {
      if (step.kind === 'write') written.push(step.bytes);
      else yield step;
    }
    yield* separate(split(Buffer.concat(written)));
  };
}

/** Without a pause the client may find two writes in one read. */
function* separate(writes: readonly Uint8Array[]): Generator<Step> {
  for (const [index, bytes] of writes.entries()) {
    if (index > 0) yield { kind: 'wait', delayMs: 1 };
    yield { kind: 'write', bytes };
  }
}
