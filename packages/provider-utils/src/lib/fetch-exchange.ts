import { type ByteQueue, createByteQueue } from './byte-queue.ts';
import { drainLimits, type Timeouts } from './transport.ts';
import { timedOut } from './transport-errors.ts';
import { type Phase, toTransportError } from './transport-failure.ts';

/** One `fetch` and its body. */
export interface FetchExchange {
  readonly name: string;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal | undefined;
  /** Ends the fetch; its reason is the error to show. */
  readonly controller: AbortController;
  phase: Phase | 'draining' | 'over';
  /** Set while the pump waits for the consumer. */
  wake: (() => void) | undefined;
  drainedBytes: number;
  drainTimer: ReturnType<typeof setTimeout> | undefined;
  onAbort(): void;
  /** Called once, when nothing more will happen. */
  onOver(): void;
}

/** @param onOver is told when it has ended, however. */
export function createFetchExchange(
  name: string,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  onOver: (exchange: FetchExchange) => void,
): FetchExchange {
  const exchange: FetchExchange = {
    name,
    timeouts,
    signal,
    controller: new AbortController(),
    phase: 'connecting',
    wake: undefined,
    drainedBytes: 0,
    drainTimer: undefined,
    onAbort: () => stop(exchange, signal?.reason),
    onOver: () => onOver(exchange),
  };
  signal?.addEventListener('abort', exchange.onAbort);
  return exchange;
}

/** Ends the fetch and its connection; what waits for it rejects with `reason`. */
export function stop(exchange: FetchExchange, reason: unknown): void {
  exchange.controller.abort(reason);
  exchange.wake?.();
}

/** Nothing stays behind on the signal or the clock. */
export function finish(exchange: FetchExchange): void {
  exchange.phase = 'over';
  clearTimeout(exchange.drainTimer);
  exchange.signal?.removeEventListener('abort', exchange.onAbort);
  exchange.onOver();
}

/** What to show for an error of `fetch`, whose own words differ from runtime to runtime. */
export function explain(exchange: FetchExchange, error: unknown): unknown {
  const { controller, phase } = exchange;
  if (controller.signal.aborted) return controller.signal.reason;
  // Node wraps the cause; others throw it as it is.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return toTransportError(cause, phase === 'reading' ? phase : 'connecting', exchange);
}

/** Waits for the reply's head, as long as `firstByteMs` allows. */
export async function withinFirstByte<T>(exchange: FetchExchange, head: Promise<T>): Promise<T> {
  const { name, timeouts } = exchange;
  const expire = () => stop(exchange, timedOut(name, 'firstByteMs', timeouts));
  const timer = timeouts.firstByteMs > 0 ? setTimeout(expire, timeouts.firstByteMs) : undefined;
  try {
    return await head;
  } finally {
    clearTimeout(timer);
  }
}

/** The body through a bounded queue: the reader is asked only while there is room. */
export function pumpBody(
  exchange: FetchExchange,
  body: ReadableStream<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const queue = createByteQueue({
    signal: exchange.signal,
    resume: () => exchange.wake?.(),
    leave: () => leave(exchange),
  });
  exchange.phase = 'reading';
  void pump(exchange, body.getReader(), queue);
  return queue.bytes;
}

async function pump(
  exchange: FetchExchange,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  queue: ByteQueue,
): Promise<void> {
  try {
    for (;;) {
      const read = await readWithinIdle(exchange, reader);
      if (read.done) break;
      if (exchange.phase === 'draining') drain(exchange, read.value);
      else if (!queue.push(read.value)) await untilWoken(exchange);
    }
    queue.end();
  } catch (error) {
    queue.fail(explain(exchange, error));
  } finally {
    finish(exchange);
  }
}

/** A timer a read is the price of the portable way; it runs only while somebody waits. */
async function readWithinIdle(
  exchange: FetchExchange,
  reader: ReadableStreamDefaultReader<Uint8Array>,
) {
  const { name, timeouts } = exchange;
  const expire = () => stop(exchange, timedOut(name, 'idleMs', timeouts));
  const timer = timeouts.idleMs > 0 ? setTimeout(expire, timeouts.idleMs) : undefined;
  try {
    return await reader.read();
  } finally {
    clearTimeout(timer);
  }
}

async function untilWoken(exchange: FetchExchange): Promise<void> {
  if (exchange.controller.signal.aborted) return;
  await new Promise<void>((resolve) => {
    exchange.wake = resolve;
  });
  exchange.wake = undefined;
}

/** The consumer left: the rest is read for the connection's sake if it is short and comes soon. */
function leave(exchange: FetchExchange): void {
  if (exchange.phase === 'over') return;
  exchange.phase = 'draining';
  exchange.wake?.();
  exchange.drainTimer = setTimeout(cut, drainLimits.ms, exchange);
  // Only Node's timers hold the process; elsewhere they are numbers.
  (exchange.drainTimer as { unref?(): void }).unref?.();
}

function drain(exchange: FetchExchange, bytes: Uint8Array): void {
  exchange.drainedBytes += bytes.length;
  if (exchange.drainedBytes > drainLimits.bytes) cut(exchange);
}

function cut(exchange: FetchExchange): void {
  if (exchange.phase !== 'over') stop(exchange, new Error('left'));
}
