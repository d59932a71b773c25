import { type Dispatcher, Pool } from 'undici';
import type { Requested } from './requests.ts';

/** Where load goes, and what it has to say there. */
export interface Address {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Connections to one address. */
export interface Client {
  ask(request: Requested): Asked;
  close(): Promise<void>;
}

/** A request that is out. */
export interface Asked {
  /** Resolves with the first bytes of the reply's body, or rejects as `done` does. */
  readonly first: Promise<void>;
  /** Resolves with the reply's end. Rejects when it is no 200 or breaks off. */
  readonly done: Promise<void>;
  /** Bytes of the reply's body so far. */
  received(): number;
  /** Closes the connection; `done` resolves. */
  leave(): void;
}

/** What clients present; some alternatives want to know it beforehand. */
export const clientKey = 'sk-bench-client';

/** How long a reply's head may take: long enough for all that works. */
const headersTimeoutMs = 20_000;

/** @param connections at most that many, or as many as there are requests at a time. */
export function createClient(address: Address, connections: number | null = null): Client {
  const pool = new Pool(address.origin, {
    connections,
    headersTimeout: headersTimeoutMs,
    bodyTimeout: 0,
  });
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${clientKey}`,
    ...address.headers,
  };
  return {
    ask({ path, body }) {
      const exchange = createExchange();
      pool.dispatch({ path, method: 'POST', headers, body }, exchange.handler);
      return exchange.asked;
    },
    close: () => pool.destroy(),
  };
}

/** Plain callbacks: the load must not cost more than what it measures. */
function createExchange(): { handler: Dispatcher.DispatchHandler; asked: Asked } {
  const first = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  // Whoever awaits one of them need not await the other.
  for (const { promise } of [first, done]) promise.catch(() => undefined);
  let controller: Dispatcher.DispatchController | undefined;
  let hasLeft = false;
  let failure = '';
  let status = 0;
  let received = 0;
  const fail = (error: Error) => {
    if (hasLeft) return done.resolve();
    first.reject(error);
    done.reject(error);
  };
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
    },
    onResponseStart(_, code) {
      status = code;
    },
    onResponseData(_, bytes) {
      received += bytes.length;
      if (status === 200) first.resolve();
      else failure += bytes.toString();
    },
    onResponseEnd() {
      if (status !== 200) return fail(new Error(`Answered ${status}: ${failure.slice(0, 200)}`));
      first.resolve();
      done.resolve();
    },
    onResponseError: (_, error) => fail(error),
  };
  const leave = () => {
    hasLeft = true;
    controller?.abort(new Error('left'));
  };
  return {
    handler,
    asked: { first: first.promise, done: done.promise, received: () => received, leave },
  };
}
