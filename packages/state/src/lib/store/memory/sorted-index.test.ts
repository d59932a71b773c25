import { describe, expect, it } from 'vitest';
import { createRandom } from '../conformance/model/random.ts';
import { createSortedIndex } from './sorted-index.ts';

const ascending = (a: number, b: number) => a - b;

describe('a sorted index', () => {
  it('is as a sorted array, whatever is added and removed', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = createRandom(seed);
      const index = createSortedIndex(ascending);
      const model = new Set<number>();
      // Enough that blocks are split, run empty and vanish.
      for (let step = 0; step < 6_000; step += 1) {
        const value = random.below(3_000);
        const isRemoved = random.below(6_000) < (step > 3_000 ? 4_500 : 1_500);
        if (isRemoved) index.remove(value);
        else if (!model.has(value)) index.add(value);
        if (isRemoved) model.delete(value);
        else model.add(value);
      }
      const sorted = [...model].sort(ascending);
      expect(index.size).toBe(sorted.length);
      expect([...index.read('asc')]).toEqual(sorted);
      expect([...index.read('desc')]).toEqual(sorted.toReversed());
      for (let probe = 0; probe < 40; probe += 1) {
        const start = random.below(3_200) - 100;
        const above = sorted.filter((value) => value > start);
        const below = sorted.filter((value) => value < start).reverse();
        expect([...index.read('asc', start)]).toEqual(above);
        expect([...index.read('desc', start)]).toEqual(below);
      }
    }
  });

  it('is empty at first', () => {
    const index = createSortedIndex(ascending);
    expect([...index.read('asc'), ...index.read('desc', 1), index.size]).toEqual([0]);
    index.remove(1);
    expect(index.size).toBe(0);
  });

  it('compares a few values only, however many there are', () => {
    let compared = 0;
    const index = createSortedIndex((a: number, b: number) => {
      compared += 1;
      return a - b;
    });
    for (let value = 0; value < 100_000; value += 1) index.add(value * 2);
    compared = 0;
    index.add(99_999);
    const [next] = index.read('asc', 99_999);
    index.remove(99_999);
    expect(next).toBe(100_000);
    // Twice log2 of 100,000 for each of the three, and the block that is read.
    expect(compared).toBeLessThan(3 * 2 * 17 + 512);
  });
});
