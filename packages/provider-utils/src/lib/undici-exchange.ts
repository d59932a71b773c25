import type { Headers } from '@gw/core';
import type { Dispatcher } from 'undici';
import { type ByteQueue, createByteQueue } from './byte-queue.ts';
import { drainLimits, type Timeouts, type TransportReply } from './transport.ts';
import { redirected } from './transport-errors.ts';
import { type Phase, toTransportError } from './transport-failure.ts';

/** A connection being made. */
export interface PendingSocket {
  destroy(error: Error): unknown;
}

/** One request and its reply, as undici tells about them. */
export interface Exchange {
  readonly name: string;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal | undefined;
  readonly reply: PromiseWithResolvers<TransportReply>;
  phase: Phase | 'draining' | 'over';
  /** There from the moment the request has a connection. */
  controller: Dispatcher.DispatchController | undefined;
  /** The connection that is made for this request. */
  socket: PendingSocket | undefined;
  queue: ByteQueue | undefined;
  drainedBytes: number;
  drainTimer: NodeJS.Timeout | undefined;
  onAbort(): void;
}

export function createExchange(
  name: string,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Exchange {
  const exchange: Exchange = {
    name,
    timeouts,
    signal,
    reply: Promise.withResolvers(),
    phase: 'connecting',
    controller: undefined,
    socket: undefined,
    queue: undefined,
    drainedBytes: 0,
    drainTimer: undefined,
    onAbort: () => abort(exchange),
  };
  signal?.addEventListener('abort', exchange.onAbort);
  return exchange;
}

/** Hands the request over and waits for the reply's head. */
export function send(
  exchange: Exchange,
  dispatch: (handler: Dispatcher.DispatchHandler) => void,
): Promise<TransportReply> {
  try {
    dispatch(createHandler(exchange));
  } catch (error) {
    fail(exchange, error);
  }
  return exchange.reply.promise;
}

/** undici's side: it calls these in the order of the wire. */
function createHandler(exchange: Exchange): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller) => start(exchange, controller),
    onResponseStart: (_, status, headers) => open(exchange, status, headers as Headers),
    onResponseData: (_, chunk) => receive(exchange, chunk),
    onResponseEnd: () => complete(exchange),
    onResponseError: (_, error) => fail(exchange, error),
  };
}

function start(exchange: Exchange, controller: Dispatcher.DispatchController): void {
  exchange.controller = controller;
  // Aborted while it waited for a connection that could not be destroyed.
  if (exchange.phase === 'over') controller.abort(new Error('aborted'));
  else exchange.phase = 'waiting';
}

function open(exchange: Exchange, status: number, headers: Headers): void {
  if (status < 200) return;
  if (status >= 300 && status < 400) {
    fail(exchange, redirected(exchange.name, status));
    exchange.controller?.abort(new Error('redirect'));
    return;
  }
  exchange.queue = createByteQueue({
    signal: exchange.signal,
    resume: () => exchange.controller?.resume(),
    leave: () => leave(exchange),
  });
  exchange.phase = 'reading';
  exchange.reply.resolve({ status, headers, bytes: exchange.queue.bytes });
}

function receive(exchange: Exchange, chunk: Uint8Array): void {
  if (exchange.phase === 'draining') {
    exchange.drainedBytes += chunk.length;
    if (exchange.drainedBytes > drainLimits.bytes) cut(exchange);
  } else if (!exchange.queue?.push(chunk)) {
    exchange.controller?.pause();
  }
}

function complete(exchange: Exchange): void {
  finish(exchange);
  exchange.queue?.end();
}

function fail(exchange: Exchange, error: unknown): void {
  const { phase, queue, reply } = exchange;
  if (phase === 'over') return;
  finish(exchange);
  if (phase === 'draining') return;
  const shown = toTransportError(error, phase, exchange);
  if (queue) queue.fail(shown);
  else reply.reject(shown);
}

/** The signal fired: the socket goes at once, whatever the phase. */
function abort(exchange: Exchange): void {
  const { signal, controller, socket, queue, reply } = exchange;
  if (exchange.phase === 'over') return;
  finish(exchange);
  queue?.fail(signal?.reason);
  reply.reject(signal?.reason);
  const error = new Error('aborted');
  if (controller) controller.abort(error);
  else socket?.destroy(error);
}

/** The consumer left: the rest is read for the connection's sake if it is short and comes soon. */
function leave(exchange: Exchange): void {
  if (exchange.phase === 'over') return;
  exchange.phase = 'draining';
  exchange.drainTimer = setTimeout(cut, drainLimits.ms, exchange).unref();
  exchange.controller?.resume();
}

function cut(exchange: Exchange): void {
  if (exchange.phase === 'over') return;
  finish(exchange);
  exchange.controller?.abort(new Error('left'));
}

/** Nothing stays behind on the signal or the clock. */
function finish(exchange: Exchange): void {
  exchange.phase = 'over';
  exchange.signal?.removeEventListener('abort', exchange.onAbort);
  clearTimeout(exchange.drainTimer);
}
