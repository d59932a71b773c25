import { setImmediate as immediate } from 'node:timers/promises';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { Leave, Step } from '../upstream/step.ts';
import { mapWrites } from '../upstream/step-lists.ts';

/** The whole body in one write. */
export function inOneWrite(): Behaviour {
  return inWrites((body) => [body]);
}

/** Every write in two, with time for other answers between them. */
export function inHalves(): Behaviour {
  return (answer) =>
    mapWrites(answer, (bytes) =>
      separate([bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)]),
    );
}

/** So many frames, half of the next one, and the end. */
export function cutInsideFrame({
  afterFrames,
  how,
}: {
  readonly afterFrames: number;
  readonly how: Leave;
}): Behaviour {
  return function* (answer): Generator<Step> {
    let frames = 0;
    for (const step of answer) {
      if (step.kind !== 'write' || frames++ < afterFrames) {
        yield step;
        continue;
      }
      yield { kind: 'write', bytes: step.bytes.subarray(0, step.bytes.length / 2) };
      yield { kind: 'leave', how };
      return;
    }
  };
}

/** The body in two writes, of which the first has so many bytes. */
export function splitAt(byte: number): Behaviour {
  return inWrites((body) => [body.subarray(0, byte), body.subarray(byte)]);
}

/** Does something for each place inside a body, some side by side. */
export async function forEveryByte(
  body: string,
  work: (byte: number) => Promise<void>,
): Promise<void> {
  const bytes = Array.from({ length: Buffer.byteLength(body) - 1 }, (_, at) => at + 1);
  const queue = bytes[Symbol.iterator]();
  const worker = async () => {
    for (const byte of queue) await work(byte);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
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

/** Each write waits until the client has had the chance to read the one before. */
function* separate(writes: readonly Uint8Array[]): Generator<Step> {
  for (const [index, bytes] of writes.entries()) {
    if (index > 0) yield { kind: 'hold', pass: oneRound };
    yield { kind: 'write', bytes };
  }
}

/** Sockets of this process are read between two immediates; a timer may come before that. */
async function oneRound(): Promise<void> {
  await immediate();
  await immediate();
}
