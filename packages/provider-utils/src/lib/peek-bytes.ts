/** A body whose first bytes are known and will be read again. */
export interface PeekedBytes {
  /** The first read that holds anything; `undefined` when the body is empty. */
  readonly first: Uint8Array | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Waits for the first bytes of a body without taking them away. */
export async function peekBytes(bytes: AsyncIterable<Uint8Array>): Promise<PeekedBytes> {
  const reads = bytes[Symbol.asyncIterator]();
  let read = await reads.next();
  while (!read.done && read.value.length === 0) read = await reads.next();
  let held: IteratorResult<Uint8Array> | undefined = read;
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      const result = held;
      held = undefined;
      return result ? Promise.resolve(result) : reads.next();
    },
    async return() {
      held = { done: true, value: undefined };
      await reads.return?.();
      return { done: true, value: undefined };
    },
  };
  return {
    first: read.done ? undefined : read.value,
    bytes: { [Symbol.asyncIterator]: () => iterator },
  };
}

/** Leaves a body unread, so that its connection is let go. */
export function discardBytes(bytes: AsyncIterable<Uint8Array>): void {
  void bytes[Symbol.asyncIterator]()
    .return?.()
    .catch(() => undefined);
}
