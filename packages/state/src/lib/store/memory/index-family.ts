import { createSortedIndex, type SortedIndex } from './sorted-index.ts';

/** One sorted index a name; those without values take no room. */
export interface IndexFamily<T> {
  add(name: string, value: T): void;
  remove(name: string, value: T): void;
  /** As `SortedIndex.read`; nothing where there is no such index. */
  read(name: string, direction: 'asc' | 'desc', start?: T): Iterable<T>;
}

export function createIndexFamily<T>(compare: (a: T, b: T) => number): IndexFamily<T> {
  const indexes = new Map<string, SortedIndex<T>>();
  return {
    add(name, value) {
      const index = indexes.get(name) ?? createSortedIndex(compare);
      indexes.set(name, index);
      index.add(value);
    },
    remove(name, value) {
      const index = indexes.get(name);
      index?.remove(value);
      if (index?.size === 0) indexes.delete(name);
    },
    read: (name, direction, start) => indexes.get(name)?.read(direction, start) ?? [],
  };
}
