import { expect, it } from 'vitest';
import { objectsAt } from './request-faults.ts';

it('objects of a list come with their places', () => {
  expect(objectsAt([{ a: 1 }, { b: 2 }], 'input')).toEqual([
    { value: { a: 1 }, param: 'input[0]' },
    { value: { b: 2 }, param: 'input[1]' },
  ]);
});

it.each([
  ['hello', 'input'],
  [null, 'input'],
  [[{}, null], 'input[1]'],
  [[[]], 'input[0]'],
])('what is none is refused by its place: %j', (list, param) => {
  expect(() => objectsAt(list, 'input')).toThrow(
    expect.objectContaining({ code: 'invalid_type', param }),
  );
});
