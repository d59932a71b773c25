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

/** What a read came to. */
interface Taken<Item> {
  readonly items: readonly Item[];
  readonly failure?: { readonly cause: unknown };
}

function createIterator<Item, Read>(
  reads: AsyncIterator<Read>,
  mapper: ReadMapper<Item, Read>,
): AsyncIterator<readonly Item[], undefined> {
  let isOver = false;
  let failure: Taken<Item>['failure'];

  async function next(): Promise<Batch<Item>> {
    while (!isOver) {
      if (failure) throw fail(failure.cause);
      const taken = await takeRead();
      failure = taken.failure;
      if (taken.items.length > 0) return { done: false, value: taken.items };
    }
    return { done: true, value: undefined };
  }

  async function takeRead(): Promise<Taken<Item>> {
    try {
      const read = await reads.next();
      // Left meanwhile: nobody asks whether the bytes were complete.
      if (isOver) return { items: [] };
      if (!read.done) return take(() => mapper.push(read.value));
      const last = take(() => mapper.end());
      isOver = !last.failure;
      return last;
    } catch (cause) {
      return { items: [], failure: { cause } };
    }
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

function take<Item>(items: () => Iterable<Item>): Taken<Item> {
  const taken: Item[] = [];
  try {
    for (const item of items()) taken.push(item);
    return { items: taken };
  } catch (cause) {
    return { items: taken, failure: { cause } };
  }
}
