import type { RecordedRequest } from './recorded-request.ts';

/** Keeps what arrived and hands it out in order. */
export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  add(request: RecordedRequest): void;
  /**
   * The oldest request not handed out yet, waiting for one if need be.
   * @throws {Error} when none arrives within `timeoutMs`, or the upstream is closed.
   */
  next(timeoutMs: number): Promise<RecordedRequest>;
  clear(): void;
  close(): void;
}

interface Waiter {
  resolve(request: RecordedRequest): void;
  reject(error: Error): void;
}

export function createRequestLog(): RequestLog {
  const requests: RecordedRequest[] = [];
  const waiters = new Set<Waiter>();
  let handedOut = 0;

  function wait(timeoutMs: number): Promise<RecordedRequest> {
    const { promise, resolve, reject } = Promise.withResolvers<RecordedRequest>();
    const waiter: Waiter = { resolve, reject };
    const timer = setTimeout(() => {
      reject(new Error(`No request reached the upstream within ${timeoutMs} ms.`));
    }, timeoutMs);
    waiters.add(waiter);
    return promise.finally(() => {
      clearTimeout(timer);
      waiters.delete(waiter);
    });
  }

  return {
    requests,
    add(request) {
      requests.push(request);
      const [waiter] = waiters;
      if (waiter === undefined) return;
      waiters.delete(waiter);
      handedOut += 1;
      waiter.resolve(request);
    },
    next(timeoutMs) {
      const request = requests[handedOut];
      if (request === undefined) return wait(timeoutMs);
      handedOut += 1;
      return Promise.resolve(request);
    },
    clear() {
      requests.length = 0;
      handedOut = 0;
    },
    close() {
      for (const waiter of waiters) waiter.reject(new Error('The upstream was closed.'));
    },
  };
}
