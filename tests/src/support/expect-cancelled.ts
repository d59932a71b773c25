import { expect } from 'vitest';
import type { House } from './house.ts';
import { until, within } from './until.ts';

/**
 * The upstream sees the close of its first request soon, and the one inference is over once and as
 * cancelled. A WebSocket's handshake is a call too, and no inference.
 */
export async function expectCancelled(house: House): Promise<void> {
  const seen = house.upstream.requests[0];
  const outcome = await within('the upstream sees the close', seen?.closed ?? Promise.reject());
  expect(outcome).toBe('aborted');
  const outcomes = () =>
    house.events.flatMap((event) => (event.type === 'settled' && event.api ? event.outcome : []));
  await until('the call settles', () => outcomes().length > 0);
  expect(outcomes()).toEqual(['cancelled']);
  expect(house.upstream.openStreams()).toBe(0);
}
