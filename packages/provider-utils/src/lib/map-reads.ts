/** Turns each read into what it completes; `end` looks at what is left when the bytes have ended. */
export interface ReadMapper<Item> {
  push(bytes: Uint8Array): readonly Item[];
  /** @throws when the bytes stopped in the middle of something. */
  end(): readonly Item[];
}

/**
 * The items of a body, all of one read at a time. Written by hand, because an async generator holds
 * back `return()` while a `next()` waits, and the upstream would go on until its next byte.
 */
export function mapReads<Item>(
  bytes: AsyncIterable<Uint8Array>,
  mapper: ReadMapper<Item>,
): AsyncIterable<readonly Item[]> {
  return { [Symbol.asyncIterator]: () => createIterator(bytes[Symbol.asyncIterator](), mapper) };
}

type Batch<Item> = IteratorResult<readonly Item[], undefined>;

function createIterator<Item>(
  reads: AsyncIterator<Uint8Array>,
  mapper: ReadMapper<Item>,
): AsyncIterator<readonly Item[], undefined> {
  let isOver = false;

  async function next(): Promise<Batch<Item>> {
    while (!isOver) {
      const items = await nextItems();
      if (items.length > 0) return { done: false, value: items };
    }
    return { done: true, value: undefined };
  }

  /** Whatever is thrown is the last thing: behind bytes that make no sense nothing does. */
  async function nextItems(): Promise<readonly Item[]> {
    try {
      const read = await reads.next();
      // Left meanwhile: nobody asks whether the bytes were complete.
      if (isOver) return [];
      if (!read.done) return mapper.push(read.value);
      isOver = true;
      return mapper.end();
    } catch (error) {
      leave().catch(() => undefined);
      throw error;
    }
  }

  async function leave(): Promise<Batch<Item>> {
    if (!isOver) {
      isOver = true;
      await reads.return?.();
    }
    return { done: true, value: undefined };
  }

  return { next, return: leave };
}
