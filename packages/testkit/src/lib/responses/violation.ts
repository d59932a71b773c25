/** A rule that a stream does not keep. */
export interface Violation {
  /** The rule's name: `NON_MONOTONIC_SEQUENCE`. */
  rule: string;
  /** What is wrong, with the values that show it. */
  message: string;
  /** Which event or frame shows it, from 0; the number of all of them when it is the end. */
  at: number;
}
