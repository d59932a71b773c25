import { firstWhere } from './first-where.ts';

/** Values in an order of their own, none equal to another. All but `read` takes O(log n) or next to it. */
export interface SortedIndex<T> {
  readonly size: number;
  add(value: T): void;
  remove(value: T): void;
  /**
   * The values behind `start` in that direction, or all. Nothing may be added or removed meanwhile.
   * @param start needs not be among them.
   */
  read(direction: 'asc' | 'desc', start?: T): Iterable<T>;
}

/** Blocks are short enough that moving their values costs next to nothing, and long enough to be few. */
const maxBlockLength = 512;

/** @param compare negative, positive, or 0 for the same value, as `Array.sort` has it. */
export function createSortedIndex<T>(compare: (a: T, b: T) => number): SortedIndex<T> {
  const blocks: T[][] = [];
  let size = 0;

  /** The first block that ends with `value` or behind it; one past the last where there is none. */
  const blockFor = (value: T) =>
    firstWhere(blocks.length, (index) => compare(blocks[index]?.at(-1) as T, value) >= 0);
  const placeIn = (block: readonly T[], value: T) =>
    firstWhere(block.length, (index) => compare(block[index] as T, value) >= 0);

  function split(at: number): void {
    const block = blocks[at] ?? [];
    if (block.length > maxBlockLength) blocks.splice(at + 1, 0, block.splice(maxBlockLength / 2));
  }

  function* up(start: T | undefined): Generator<T> {
    const from = start === undefined ? 0 : blockFor(start);
    for (let at = from; at < blocks.length; at += 1) {
      for (const value of blocks[at] ?? []) {
        if (start === undefined || at > from || compare(value, start) > 0) yield value;
      }
    }
  }

  function* down(start: T | undefined): Generator<T> {
    const from =
      start === undefined ? blocks.length - 1 : Math.min(blockFor(start), blocks.length - 1);
    for (let at = from; at >= 0; at -= 1) {
      for (const value of blocks[at]?.toReversed() ?? []) {
        if (start === undefined || at < from || compare(value, start) < 0) yield value;
      }
    }
  }

  return {
    get size() {
      return size;
    },
    add(value) {
      const at = Math.max(0, Math.min(blockFor(value), blocks.length - 1));
      const block = blocks[at];
      if (block === undefined) blocks.push([value]);
      else block.splice(placeIn(block, value), 0, value);
      size += 1;
      split(at);
    },
    remove(value) {
      const at = blockFor(value);
      const block = blocks[at] ?? [];
      const place = placeIn(block, value);
      if (place === block.length || compare(block[place] as T, value) !== 0) return;
      block.splice(place, 1);
      size -= 1;
      if (block.length === 0) blocks.splice(at, 1);
    },
    read: (direction, start) => (direction === 'asc' ? up(start) : down(start)),
  };
}
