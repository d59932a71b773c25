import { describe, expect, it } from 'vitest';
import { median, percentile, slope, spreadOf } from './statistics.ts';

describe('median', () => {
  it('is the value in the middle, or between the two there', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
  });

  it('sorts numbers as numbers, and leaves the list as it was', () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);

  it('is the value that this share does not pass', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([7], 0.01)).toBe(7);
  });

  it('of nothing is no number', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('spread', () => {
  it('is the middle, the least and the most', () => {
    expect(spreadOf([3, 1, 8])).toEqual({ median: 3, least: 1, most: 8 });
  });
});

describe('least squares', () => {
  it('finds the slope of a line exactly', () => {
    expect(slope([1, 2, 3, 4].map((x) => [x, 5 + 20 * x] as const))).toBeCloseTo(20);
  });

  it('sees no slope in noise around a level', () => {
    expect(slope([1, 2, 3, 4].map((x) => [x, x % 3 === 1 ? 10 : 12] as const))).toBeCloseTo(0);
  });

  it('is no number where there is nothing to draw a line through', () => {
    expect(slope([[1, 1]])).toBeNaN();
  });
});
