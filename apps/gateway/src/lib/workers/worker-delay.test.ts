import { expect, it } from 'vitest';
import { countShortLives, delayBehind } from './worker-delay.ts';

it('waits longer with each worker that lives short, up to a bound', () => {
  const delays = [0, 1, 2, 3, 8, 1_000].map((shortLives) => delayBehind(shortLives));
  expect(delays).toEqual([100, 100, 200, 400, 10_000, 10_000]);
});

it('waits longer still behind starts that fail', () => {
  const delays = [1, 2, 8, 9, 10, 1_000].map((failedStarts) => delayBehind(0, failedStarts));
  expect(delays).toEqual([100, 200, 12_800, 25_600, 30_000, 30_000]);
  expect(delayBehind(3, 1)).toBe(800);
});

it('forgets short lives behind a long one', () => {
  expect(countShortLives(2, 9_999)).toBe(3);
  expect(countShortLives(2, 10_000)).toBe(0);
});
