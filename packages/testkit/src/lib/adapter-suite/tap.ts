/** A body in pieces that counts what is done to it. */
export interface Tap extends AsyncIterable<Uint8Array> {
  /** How many pieces were asked for. */
  asked(): number;
  /** How many iterators were opened. */
  opened(): number;
  /** How often `return()` was called. */
  returned(): number;
}

/**
 * Makes a body whose pieces come from `piece(index)`; undefined ends it. It is no generator on
 * purpose: `return()` of a generator waits for the piece that is under way, and so hides an adapter
 * that waits for `return()`.
 */
export function createTap(
  piece: (index: number) => Promise<Uint8Array | undefined> | Uint8Array | undefined,
): Tap {
  const count = { asked: 0, opened: 0, returned: 0 };
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      const value = await piece(count.asked++);
      return value ? { value, done: false } : { value: undefined, done: true };
    },
    async return() {
      count.returned++;
      return { value: undefined, done: true };
    },
  };
  return {
    asked: () => count.asked,
    opened: () => count.opened,
    returned: () => count.returned,
    [Symbol.asyncIterator]() {
      count.opened++;
      return iterator;
    },
  };
}

/** A piece that never comes. */
export const never = new Promise<never>(() => {});

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
