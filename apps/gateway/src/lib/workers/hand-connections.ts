import type { Worker } from 'node:cluster';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/**
 * A worker that lives and has not taken a connection after this, in ms, hangs, or had no descriptor left
 * for it. It may have it and serve it yet, so nobody else may; it counts as taken.
 */
const patienceMs = 30_000;

/**
 * Hands connections to a worker, each of which is kept until the worker says that it has it.
 * @returns hands one over: see `Taker`.
 */
export function handConnections(worker: Worker): (connection: Socket) => Promise<boolean> {
  const handed = new Map<number, (isTaken: boolean) => void>();
  let count = 0;

  worker.on('message', (message: FromWorker) => {
    if (message.type === 'taken') handed.get(message.id)?.(true);
  });
  const giveBack = () => {
    for (const settle of handed.values()) settle(false);
  };
  worker.once('disconnect', giveBack);
  // Node does not tell of a disconnect that meets a connection on its way.
  worker.once('exit', () => void allHeard(worker).then(giveBack));

  return (connection) =>
    new Promise((resolve) => {
      if (!worker.isConnected()) return resolve(false);
      const id = count++;
      const timer = setTimeout(() => settle(true), patienceMs);
      const settle = (isTaken: boolean) => {
        clearTimeout(timer);
        handed.delete(id);
        resolve(isTaken);
      };
      handed.set(id, settle);
      const message: ToWorker = { type: 'connection', id };
      worker.send(message, connection, { keepOpen: true });
    });
}

/** More than it takes to read what a process has said before its end. */
const mostTurns = 1_000;

/** The end of a process may be known before its last words have been read. */
async function allHeard(worker: Worker): Promise<void> {
  for (let turn = 0; worker.isConnected() && turn < mostTurns; turn++) await nextTurn();
  // Those that came with the end of the channel are still to be told.
  await nextTurn();
}
