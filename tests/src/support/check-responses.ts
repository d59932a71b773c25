import { readSseStream, validateResponsesStream } from '@gw/testkit/responses';
import { expect } from 'vitest';
import { withoutChance } from './read-content.ts';

/** Thousands of streams that break off at one place differ in their ids alone. */
const checked = new Set<string>();

/**
 * Holds a Responses stream against the rules of its api, however it ends: nothing is repeated,
 * numbers have no gaps, and what is told twice is told alike.
 * @throws {AssertionError}
 */
export function checkResponses(text: string): void {
  const plain = withoutChance(text);
  if (checked.has(plain)) return;
  const { events, violations } = readSseStream(text);
  expect([...violations, ...validateResponsesStream(events)]).toEqual([]);
  checked.add(plain);
}
