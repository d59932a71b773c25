import type { Behaviour } from '../upstream/behaviour.ts';
import type { Step } from '../upstream/step.ts';
import { mapWrites } from '../upstream/step-lists.ts';

const lineFeed = 0x0a;

/** Every line of the body ends with CR LF. A reader has to take CR, LF and CR LF alike. */
export function crlf(): Behaviour {
  return endLinesWith([0x0d, lineFeed]);
}

/** Every line of the body ends with a lone CR. */
export function cr(): Behaviour {
  return endLinesWith([0x0d]);
}

function endLinesWith(ending: readonly number[]): Behaviour {
  return (answer) =>
    mapWrites(answer, (bytes) => [
      write(Uint8Array.from([...bytes].flatMap((byte) => (byte === lineFeed ? ending : [byte])))),
    ]);
}

/** A comment line, as keep-alives are, in a write of its own in front of every frame. */
export function comments(text = 'keep-alive'): Behaviour {
  const comment = new TextEncoder().encode(`: ${text}\n\n`);
  return (answer) => mapWrites(answer, (bytes) => [write(comment), write(bytes)]);
}

/** Every byte of the body in a write of its own. */
export function splitEveryByte(): Behaviour {
  return (answer) => mapWrites(answer, (bytes) => splitBefore(bytes, () => true));
}

/**
 * A new write in front of every continuation byte, so that no character of several bytes arrives in
 * one piece.
 */
export function splitUtf8(): Behaviour {
  return (answer) => mapWrites(answer, (bytes) => splitBefore(bytes, (byte) => byte >> 6 === 0b10));
}

function* splitBefore(bytes: Uint8Array, starts: (byte: number) => boolean): Generator<Step> {
  let from = 0;
  for (let at = 1; at < bytes.length; at++) {
    if (!starts(bytes[at] ?? 0)) continue;
    yield write(bytes.subarray(from, at));
    from = at;
  }
  yield write(bytes.subarray(from));
}

function write(bytes: Uint8Array): Step {
  return { kind: 'write', bytes };
}
