import { expect, test } from 'vitest';
import { forSeeds } from '../__fixtures__/seeded.ts';
import { createOpenList } from './open-list.ts';

test('holds what was added and not taken out, whatever the order', () =>
  forSeeds(50, async (seeded) => {
    const list = createOpenList<number>();
    const removers = new Map<number, () => void>();
    for (let step = 0; step < 200; step++) {
      const known = [...removers.keys()];
      const chosen = known[seeded.below(known.length + 1)];
      if (chosen === undefined || seeded.below(2) === 0) {
        removers.set(step, list.add(step));
      } else {
        removers.get(chosen)?.();
        removers.delete(chosen);
      }
      expect([...list].sort((a, b) => a - b)).toEqual([...removers.keys()].sort((a, b) => a - b));
      expect(list.size).toBe(removers.size);
    }
  }));

test('taking out twice takes out nothing else', () => {
  const list = createOpenList<string>();
  const removeFirst = list.add('first');
  list.add('second');
  removeFirst();
  removeFirst();
  expect([...list]).toEqual(['second']);
});

test('what is being gone through may take itself out', () => {
  const list = createOpenList<() => void>();
  const seen: number[] = [];
  for (let at = 0; at < 5; at++) {
    const remove = list.add(() => {
      seen.push(at);
      remove();
    });
  }
  for (const end of list) end();
  expect(seen.sort()).toEqual([0, 1, 2, 3, 4]);
  expect(list.size).toBe(0);
});
