import type { Behaviour } from './behaviour.ts';
import type { Step } from './step.ts';
import { mapWrites } from './step-lists.ts';

/** Lets the writes of an answer through by hand. One gate may stand in several answers. */
export interface Gate {
  /** Lets `count` writes through, those that wait first. Default 1. */
  release(count?: number): void;
  /** Lets everything through from now on. */
  open(): void;
  /** Writes that wait now. */
  waiting(): number;
  /** Resolves when a write may go, or nobody wants it any more. */
  pass(signal: AbortSignal): Promise<void>;
}

export function createGate(): Gate {
  const waiters = new Set<() => void>();
  let released = 0;
  function release(count = 1): void {
    released += count;
    for (const waiter of [...waiters].slice(0, count)) waiter();
  }
  return {
    release,
    open: () => release(Number.POSITIVE_INFINITY),
    waiting: () => waiters.size,
    pass(signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const forget = () => {
        waiters.delete(go);
        signal.removeEventListener('abort', forget);
        resolve();
      };
      const go = () => {
        released -= 1;
        forget();
      };
      if (released > 0) {
        go();
        return promise;
      }
      waiters.add(go);
      signal.addEventListener('abort', forget);
      return promise;
    },
  };
}

/** Each write of the answer waits for the gate; the head does not. */
export function gated(gate: Gate): Behaviour {
  return (answer) =>
    mapWrites(answer, function* (bytes): Generator<Step> {
      yield { kind: 'hold', pass: (signal) => gate.pass(signal) };
      yield { kind: 'write', bytes };
    });
}
