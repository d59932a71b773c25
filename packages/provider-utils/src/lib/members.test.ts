import { expect, it } from 'vitest';
import { membersOf, objectsIn, present, textOf } from './members.ts';

it.each([null, undefined, 7, 'text', [1]])('what should be an object may be %j', (value) => {
  expect([membersOf(value), textOf(membersOf(value).text)]).toEqual([{}, '']);
});

it('only the objects of a list are taken', () => {
  expect(objectsIn([{ a: 1 }, null, [{}], 'text', { b: 2 }])).toEqual([{ a: 1 }, { b: 2 }]);
  expect([objectsIn(null), objectsIn({ 0: {} })]).toEqual([[], []]);
});

it('what says nothing is left out, and what says little stays', () => {
  const members = { a: null, b: undefined, c: 0, d: '', e: false, f: [] };
  expect(present(members)).toEqual({ c: 0, d: '', e: false, f: [] });
});
