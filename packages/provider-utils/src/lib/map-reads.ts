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

const over = { done: true, value: undefined } as const;

function createIterator<Item, Read>(
  reads: AsyncIterator<Read>,
  mapper: ReadMapper<Item, Read>,
): AsyncIterator<readonly Item[], undefined> {
  let isOver = false;
  /** What was thrown behind the items that were handed out last. */
  let failure: { readonly cause: unknown } | undefined;

  /** One promise a read; only behind a read that completes nothing there are more. */
  function next(): Promise<Batch<Item>> {
    if (isOver) return Promise.resolve(over);
    if (failure) return Promise.reject(fail(failure.cause));
    try {
      return reads.next().then(takeOrReadOn, breakOff);
    } catch (cause) {
      return Promise.reject(fail(cause));
    }
  }

  function takeOrReadOn(read: IteratorResult<Read>): Batch<Item> | Promise<Batch<Item>> {
    return take(read) ?? readOn();
  }

  async function readOn(): Promise<Batch<Item>> {
    for (;;) {
      let read: IteratorResult<Read>;
      try {
        read = await reads.next();
      } catch (cause) {
        return breakOff(cause);
      }
      const batch = take(read);
      if (batch) return batch;
    }
  }

  /** What a read completes; `undefined` where that is nothing yet. */
  function take(read: IteratorResult<Read>): Batch<Item> | undefined {
    // Left meanwhile: nobody asks whether the bytes were complete.
    if (isOver) return over;
    const items = itemsOf(read);
    isOver = read.done === true && !failure;
    if (items.length > 0) return { done: false, value: items };
    if (failure) throw fail(failure.cause);
    return isOver ? over : undefined;
  }

  /** A list as it is; of a generator that throws, what it yielded before. */
  function itemsOf(read: IteratorResult<Read>): readonly Item[] {
    const taken: Item[] = [];
    try {
      const items = read.done ? mapper.end() : mapper.push(read.value);
      if (Array.isArray(items)) return items;
      for (const item of items) taken.push(item);
    } catch (cause) {
      failure = { cause };
    }
    return taken;
  }

  function breakOff(cause: unknown): Batch<Item> {
    if (isOver) return over;
    throw fail(cause);
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
    return over;
  }

  return { next, return: leave };
}
