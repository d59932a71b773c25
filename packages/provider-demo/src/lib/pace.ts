export interface Pace {
  /** Ends the stream with its reason, also within a pause. */
  readonly signal: AbortSignal;
  /** Pause before every item but the first, in ms. */
  readonly wordDelayMs: number;
}

/** The items, one after the other at the given pace. */
export async function* paced<T>(
  items: Iterable<T>,
  { signal, wordDelayMs }: Pace,
): AsyncGenerator<T, undefined> {
  let isFirst = true;
  for (const item of items) {
    if (!isFirst && wordDelayMs > 0) await pause(wordDelayMs, signal);
    signal.throwIfAborted();
    isFirst = false;
    yield item;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
