import { expect, it } from 'vitest';
import { countShortLives, delayBehind } from './worker-delay.ts';

it('waits longer with each worker that lives short, up to a bound', () => {
  expect([0, 1, 2, 3, 8, 1_000].map(delayBehind)).toEqual([100, 100, 200, 400, 10_000, 10_000]);
});

it('forgets short lives behind a long one', () => {
  expect(countShortLives(2, 9_999)).toBe(3);
  expect(countShortLives(2, 10_000)).toBe(0);
});
