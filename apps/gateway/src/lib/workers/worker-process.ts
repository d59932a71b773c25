import cluster from 'node:cluster';
import { ConfigError } from '../config/config-error.ts';
import type { Taker } from './connection-queue.ts';
import { handConnections } from './hand-connections.ts';
import { type FromWorker, type Handover, type ToWorker, workerMark } from './worker-messages.ts';

/** How a worker has ended; neither is there where it could not even be started. */
export interface WorkerEnd {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}

/** A worker, seen from the first process. */
export interface WorkerProcess extends Taker {
  readonly pid: number | undefined;
  /**
   * Resolves to its URL once it takes calls.
   * @throws {ConfigError} with what it found wrong; {Error} when it ended without a word.
   */
  readonly ready: Promise<string>;
  readonly ended: Promise<WorkerEnd>;
  /** Lets its open replies end; then it ends itself. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

/** Starts this very program once more, with the same arguments, as a worker. */
export function startWorker(handover: Handover): WorkerProcess {
  const worker = cluster.fork({ [workerMark]: '1' });
  const tell = (message: ToWorker) => void worker.send(message);
  const ended = new Promise<WorkerEnd>((resolve) => {
    worker.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    // Of a message that no longer reached it, too: then its end tells what there is to tell.
    worker.on('error', () => {
      if (worker.process.pid === undefined) resolve({});
    });
  });
  const ready = new Promise<string>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'ready') resolve(message.baseUrl);
      if (message.type === 'failed') reject(new ConfigError(message.problems));
    });
    void ended.then((end) => reject(new Error(describeEnd(end))));
  });
  tell(handover);
  return {
    pid: worker.process.pid,
    ready,
    ended,
    take: handConnections(worker),
    stop() {
      if (worker.isConnected()) tell({ type: 'stop' });
    },
    kill: () => void worker.process.kill('SIGKILL'),
  };
}

function describeEnd({ exitCode, signal }: WorkerEnd): string {
  const how = signal ? `by ${signal}` : `with exit code ${exitCode ?? 'unknown'}`;
  return `A worker ended ${how} before it took calls.`;
}
