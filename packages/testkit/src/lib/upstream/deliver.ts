import type { ServerResponse } from 'node:http';
import type { RequestRecord } from './request-record.ts';
import type { Leave, Step, Steps } from './step.ts';

/** A client in the same process reads what it has in this time; a reset makes it drop the rest. */
const defaultSettleMs = 5;

/** One answer on its way. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly record: RequestRecord;
  /** Fires when the answer cannot go on: the client has left, or the upstream is closing. */
  readonly signal: AbortSignal;
}

/**
 * Takes the steps of one answer, each after the one before it was accepted by the operating system.
 * Resolves when the last one is taken or the signal fires.
 */
export async function deliver(steps: Steps, delivery: Delivery): Promise<void> {
  for (const step of steps) {
    await takeStep(step, delivery);
    if (delivery.signal.aborted || step.kind === 'leave') return;
  }
  endInOrder(delivery);
}

async function takeStep(step: Step, delivery: Delivery): Promise<void> {
  const { response, signal } = delivery;
  switch (step.kind) {
    case 'head':
      response.writeHead(step.status, step.headers.flat());
      response.flushHeaders();
      return;
    case 'write':
      return write(step.bytes, delivery);
    case 'wait':
      return sleep(step.delayMs, signal);
    case 'hold':
      return untilAborted(signal, (done, fail) => void step.pass(signal).then(done, fail));
    case 'leave':
      return leave(step.how, step.settleMs ?? defaultSettleMs, delivery);
  }
}

async function write(bytes: Uint8Array, { response, record, signal }: Delivery): Promise<void> {
  if (bytes.length === 0) return;
  await untilAborted(signal, (done) => {
    response.write(bytes, (error) => {
      if (error == null) record.sent(bytes.length);
      done();
    });
  });
  // A write the system takes at once calls back at once. One turn of the event loop in between lets
  // a client in this process read, so that it gets every write on its own.
  await untilAborted(signal, (done) => void setImmediate(done));
}

async function leave(how: Leave, settleMs: number, delivery: Delivery): Promise<void> {
  const { response, record, signal } = delivery;
  // Not `response.socket`: a pipelined answer has none before its turn.
  const { socket } = response.req;
  switch (how) {
    case 'end':
      return endInOrder(delivery);
    case 'stall':
      return untilAborted(signal, () => undefined);
    case 'fin':
      record.end('cut');
      socket.end();
      return;
    case 'reset':
      await sleep(settleMs, signal);
      if (signal.aborted) return;
      record.end('cut');
      socket.resetAndDestroy();
  }
}

function endInOrder({ response, record }: Delivery): void {
  response.once('finish', () => record.end('finished'));
  response.end();
}

function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  return untilAborted(signal, (done) => {
    timer = setTimeout(done, delayMs);
  }).finally(() => clearTimeout(timer));
}

/** Resolves when `start` calls `done` or the signal fires, and leaves no listener behind. */
function untilAborted(
  signal: AbortSignal,
  start: (done: () => void, fail: (reason: unknown) => void) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.resolve();
  const done = () => resolve();
  signal.addEventListener('abort', done);
  start(done, reject);
  return promise.finally(() => signal.removeEventListener('abort', done));
}
