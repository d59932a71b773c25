import { unref } from '../../kit/unref.ts';
import type { WorkHandler } from '../state-store.ts';

/** Work of one topic: in order, to whoever has a hand free. */
export interface WorkQueue {
  add(work: Work): void;
  /** @returns stops taking work; resolves when no handler of it runs any more. */
  work(atOnce: number, handler: WorkHandler): () => Promise<void>;
  /** Starts nothing any more. What runs is not waited for. */
  close(): void;
}

export type Work = Parameters<WorkHandler>[0];

interface Job {
  readonly work: Work;
  /** How often a handler has thrown at it. */
  failures: number;
}

interface Worker {
  readonly atOnce: number;
  readonly handler: WorkHandler;
  readonly running: Set<Promise<void>>;
}

const firstDelayMs = 50;
/** What stands in its way may be over at any moment, and nobody tells. */
const maxDelayMs = 5_000;

export function createWorkQueue(): WorkQueue {
  let jobs: Job[] = [];
  /** How many at the front of `jobs` are taken already: `shift` would move all others each time. */
  let taken = 0;
  let isClosed = false;
  const workers = new Set<Worker>();
  const timers = new Set<ReturnType<typeof setTimeout>>();

  function add(job: Job): void {
    if (isClosed) return;
    jobs.push(job);
    // Later: whoever adds work is not held up by it.
    queueMicrotask(handOut);
  }

  function take(): Job | undefined {
    const job = jobs[taken];
    taken += 1;
    if (taken >= jobs.length / 2) {
      jobs = jobs.slice(taken);
      taken = 0;
    }
    return job;
  }

  function handOut(): void {
    for (const worker of workers) {
      while (taken < jobs.length && worker.running.size < worker.atOnce) {
        const job = take();
        if (job) start(worker, job);
      }
    }
  }

  function start(worker: Worker, job: Job): void {
    const run = Promise.resolve(job.work)
      .then(worker.handler)
      .catch(() => tryAgain(job))
      .finally(() => {
        worker.running.delete(run);
        handOut();
      });
    worker.running.add(run);
  }

  /** Why it threw is the handler's to tell: the port has no place for it. */
  function tryAgain(job: Job): void {
    if (isClosed) return;
    const delayMs = Math.min(firstDelayMs * 2 ** job.failures, maxDelayMs);
    job.failures += 1;
    const timer = setTimeout(() => {
      timers.delete(timer);
      add(job);
    }, delayMs);
    // Where timers keep a process alive, this one shall not.
    unref(timer);
    timers.add(timer);
  }

  return {
    add: (work) => add({ work, failures: 0 }),
    work(atOnce, handler) {
      const worker: Worker = { atOnce, handler, running: new Set() };
      workers.add(worker);
      queueMicrotask(handOut);
      return async () => {
        workers.delete(worker);
        await Promise.all(worker.running);
      };
    },
    close() {
      isClosed = true;
      workers.clear();
      jobs = [];
      taken = 0;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
