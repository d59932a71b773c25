/**
 * Turns each read into what it completes; `end` looks at what is left when the reads have ended.
 * @typeParam Read - bytes, or what another reader made of them: `readonly Line[]` of `readNdjson`.
 */
export interface ReadMapper<Item, Read = Uint8Array> {
  push(read: Read): readonly Item[];
  /** @throws when the reads stopped in the middle of something. */
  end(): readonly Item[];
}

/**
 * The items of a body, all of one read at a time. Written by hand, because an async generator holds
 * back `return()` while a `next()` waits, and the upstream would go on until its next byte.
 */
export function mapReads<Item, Read = Uint8Array>(
  reads: AsyncIterable<Read>,
  mapper: ReadMapper<Item, Read>,
): AsyncIterable<readonly Item[]> {
  return { [Symbol.asyncIterator]: () => createIterator(reads[Symbol.asyncIterator](), mapper) };
}

type Batch<Item> = IteratorResult<readonly Item[], undefined>;

function createIterator<Item, Read>(
  reads: AsyncIterator<Read>,
  mapper: ReadMapper<Item, Read>,
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
