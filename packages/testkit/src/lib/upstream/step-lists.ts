import type { Step, Steps } from './step.ts';

/**
 * Replaces each write by the steps `map` returns; everything else stays. `index` counts the writes
 * from 0.
 */
export function* mapWrites(
  steps: Steps,
  map: (bytes: Uint8Array, index: number) => Steps,
): Generator<Step> {
  let index = 0;
  for (const step of steps) {
    if (step.kind === 'write') yield* map(step.bytes, index++);
    else yield step;
  }
}

/** Replaces the head, where there is one. */
export function* mapHead(
  steps: Steps,
  map: (head: Extract<Step, { kind: 'head' }>) => Step,
): Generator<Step> {
  for (const step of steps) yield step.kind === 'head' ? map(step) : step;
}

/** Everything up to the first write that `stop` accepts, without the pauses right in front of it. */
export function* takeUntil(steps: Steps, stop: (bytes: Uint8Array) => boolean): Generator<Step> {
  for (const { pauses, step } of pairPauses(steps)) {
    if (step?.kind === 'write' && stop(step.bytes)) return;
    yield* pauses;
    if (step !== undefined) yield step;
  }
}

/** The first `count` writes, and all that is not a write up to there. */
export function takeWrites(steps: Steps, count: number): Generator<Step> {
  let left = count;
  return takeUntil(steps, () => left-- <= 0);
}

/** Everything but the last write and the pauses in front of it. */
export function* dropLastWrite(steps: Steps): Generator<Step> {
  let held: Step[] = [];
  for (const { pauses, step } of pairPauses(steps)) {
    if (step === undefined) return;
    yield* held;
    held = [];
    if (step.kind === 'write') held = [...pauses, step];
    else yield* [...pauses, step];
  }
}

/** A step with the waiting that comes before it; at the end possibly waiting alone. */
interface PausedStep {
  pauses: Step[];
  step?: Step;
}

function* pairPauses(steps: Steps): Generator<PausedStep> {
  let pauses: Step[] = [];
  for (const step of steps) {
    if (step.kind === 'wait' || step.kind === 'hold') {
      pauses.push(step);
      continue;
    }
    yield { pauses, step };
    pauses = [];
  }
  if (pauses.length > 0) yield { pauses };
}
