import { expect, test } from 'vitest';
import { createItemBook } from './item-book.ts';

const open = () =>
  createItemBook((number) => ({ number, isDone: false }) as { number: number; isDone: boolean });

test('an item is found by its id, wherever it stands', () => {
  const book = open();
  const item = book.begin({ output_index: 0, item: { id: 'a' } });
  expect(book.of({ output_index: 7, item_id: 'a' })).toBe(item);
  expect(book.of({ output_index: 7, item: { id: 'a' } })).toBe(item);
  expect(book.begin({ output_index: 7, item: { id: 'a' } })).toBe(item);
});

test('an item without an id, or with another one at every event, is found by its place', () => {
  const book = open();
  const item = book.begin({ output_index: 0, item: { id: 'a' } });
  expect(book.of({ output_index: 0 })).toBe(item);
  expect(book.of({ output_index: 0, item_id: 'b' })).toBe(item);
});

test('behind an item’s end another one may stand in its place', () => {
  const book = open();
  const item = book.begin({ output_index: 0 });
  item.isDone = true;
  expect(book.of({ output_index: 0 })).not.toBe(item);
});

test('what nothing has begun begins where it is first heard of', () => {
  const book = open();
  book.of({ output_index: 1 });
  book.of({ item_id: 'a' });
  book.begin({ output_index: 0 });
  expect(book.items).toEqual([
    { number: 0, isDone: false },
    { number: 1, isDone: false },
    { number: 2, isDone: false },
  ]);
});
