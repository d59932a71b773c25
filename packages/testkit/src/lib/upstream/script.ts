import { type Behaviour, compose, normal } from './behaviour.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** Answers every request its predicate accepts, for as long as it stands in the script. */
export interface Rule {
  readonly matches: (request: RecordedRequest) => boolean;
  readonly behaviour: Behaviour;
}

/** A behaviour answers one request and is gone; a rule (from `when`) stays. */
export type ScriptEntry = Behaviour | Rule;

/** A standing rule: `when((request) => request.header('x-try') === '2', status(503))`. */
export function when(
  matches: (request: RecordedRequest) => boolean,
  ...behaviours: readonly Behaviour[]
): Rule {
  return { matches, behaviour: compose(...behaviours) };
}

/** A standing rule for every request. */
export function always(...behaviours: readonly Behaviour[]): Rule {
  return when(() => true, ...behaviours);
}

export interface Script {
  add(entries: readonly ScriptEntry[]): void;
  /** The first rule that matches; else the next of the queue; else the default answer. */
  behaviourFor(request: RecordedRequest): Behaviour;
  clear(): void;
}

export function createScript(): Script {
  let queue: Behaviour[] = [];
  let rules: Rule[] = [];
  return {
    add(entries) {
      for (const entry of entries) {
        if (typeof entry === 'function') queue.push(entry);
        else rules.push(entry);
      }
    },
    behaviourFor(request) {
      const rule = rules.find((candidate) => candidate.matches(request));
      return rule?.behaviour ?? queue.shift() ?? normal();
    },
    clear() {
      queue = [];
      rules = [];
    },
  };
}
