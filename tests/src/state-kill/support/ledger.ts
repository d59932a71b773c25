import type { Members } from './ask.ts';
import type { Script } from './scripted-model.ts';

/** A response that a client was given the id of. */
export interface Given {
  readonly id: string;
  readonly tenant: string;
  readonly script: Script;
  readonly isBackground: boolean;
  readonly conversation: string | undefined;
  /** As its client got it at the end; nothing where it did not get so far. */
  readonly final: Members | undefined;
  /** What its client read as a stream. */
  readonly events: readonly Members[];
  /**
   * Whether it must be there. The first words of a foreground stream go out before anything is
   * written: where its process is killed then, nobody knows of it.
   */
  readonly isSure: boolean;
}

/** What clients were told, and what they should not have been. */
export interface Ledger {
  readonly given: Given[];
  /** Replies that no rule allows. */
  readonly unexpected: string[];
  /** Requests that a killed process left without an answer. */
  lost: number;
  /** Turns that found their conversation in use. */
  locked: number;
}

export function createLedger(): Ledger {
  return { given: [], unexpected: [], lost: 0, locked: 0 };
}
