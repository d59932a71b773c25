import { expect, it } from 'vitest';
import { withSteadyIds } from './steady-ids.ts';

const told = (id: string, created_at: number) => [
  { type: 'a', item_id: id, delta: id },
  { item: { id, call_id: `${id}-call`, type: 'id' }, response: { created_at } },
];

it('ids are named by where they first stand, and times left out', () => {
  expect(withSteadyIds(told('x', 1))).toEqual([
    { type: 'a', item_id: 'id-0', delta: 'x' },
    { item: { id: 'id-0', call_id: 'id-1', type: 'id' }, response: {} },
  ]);
});

it('what is told of another item stays different', () => {
  expect(withSteadyIds([{ id: 'a' }, { id: 'a' }])).not.toEqual(
    withSteadyIds([{ id: 'a' }, { id: 'b' }]),
  );
});
