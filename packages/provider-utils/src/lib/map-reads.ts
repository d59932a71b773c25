/**
 * Turns each read into what it completes; `end` looks at what is left when the reads have ended. What
 * either of them gives before it throws is handed out first: a generator may yield, then throw.
 * @typeParam Read - bytes, or what another reader made of them: `readonly Line[]` of `readNdjson`.
 */
export interface ReadMapper<Item, Read = Uint8Array> {
  push(read: Read): Iterable<Item>;
  /** @throws when the reads stopped in the middle of something. */
  end(): Iterable<Item>;
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
  /** What was thrown behind the items that were handed out last. */
  let failure: { readonly cause: unknown } | undefined;

  async function next(): Promise<Batch<Item>> {
    while (!isOver && !failure) {
      try {
        const read = await reads.next();
        // Left meanwhile: nobody asks whether the bytes were complete.
        if (isOver) break;
        const items = take(read.done ? mapper.end() : mapper.push(read.value));
        isOver = read.done === true && !failure;
        if (items.length > 0) return { done: false, value: items };
      } catch (cause) {
        failure = { cause };
      }
    }
    if (isOver || !failure) return { done: true, value: undefined };
    throw fail(failure.cause);
  }

  /** A list as it is; of a generator that throws, what it yielded before. */
  function take(items: Iterable<Item>): readonly Item[] {
    if (Array.isArray(items)) return items;
    const taken: Item[] = [];
    try {
      for (const item of items) taken.push(item);
    } catch (cause) {
      failure = { cause };
    }
    return taken;
  }

  /** Whatever is thrown is the last thing: behind bytes that make no sense nothing does. */
  function fail(cause: unknown): unknown {
    leave().catch(() => undefined);
    return cause;
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
