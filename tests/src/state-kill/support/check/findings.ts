import { isDeepStrictEqual } from 'node:util';

/** What was found, and how much of each there was: a check over nothing says nothing. */
export interface Findings {
  /** Empty where all is well. */
  readonly problems: string[];
  readonly counts: Record<string, number>;
}

export function count({ counts }: Findings, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

export function expectSame(
  what: string,
  one: unknown,
  other: unknown,
  { problems }: Findings,
): void {
  if (isDeepStrictEqual(one, other)) return;
  problems.push(`${what}, differ:\n  ${JSON.stringify(one)}\n  ${JSON.stringify(other)}`);
}

export const terminalStatuses: readonly string[] = [
  'completed',
  'failed',
  'cancelled',
  'incomplete',
];
