import { randomUUID } from 'node:crypto';
import type { WorkHandler } from '@gw/state';
import type { Database } from './database.ts';
import type { StoreLog } from './options.ts';
import type { Pulse } from './pulse.ts';
import {
  finishWork,
  isWorkDue,
  keepWork,
  returnWork,
  type TakenWork,
  takeWork,
} from './work-rows.ts';

export interface WorkerContext {
  readonly database: Database;
  readonly pulse: Pulse;
  readonly log: StoreLog;
  /** How long work stays with a process that gives no sign of life. */
  readonly leaseMs: number;
}

/** Takes work of one topic and hands it to a handler. */
export interface Worker {
  readonly topic: string;
  /** There may be work. */
  wake(): void;
  /** Takes nothing any more; resolves when no handler runs. */
  stop(): Promise<void>;
}

const firstPauseMs = 50;
/** What stands in its way may be over at any moment, and nobody tells. */
const longestPauseMs = 5_000;

export function createWorker(
  context: WorkerContext,
  topic: string,
  atOnce: number,
  handler: WorkHandler,
): Worker {
  const { database, pulse, log, leaseMs } = context;
  const running = new Set<Promise<void>>();
  let isStopped = false;
  let taking: Promise<void> | undefined;
  let isCalled = false;

  function wake(): void {
    isCalled = true;
    taking ??= take().finally(() => {
      taking = undefined;
    });
  }

  /** Takes as much as there is room for. */
  async function take(): Promise<void> {
    while (isCalled && !isStopped) {
      isCalled = false;
      try {
        while (running.size < atOnce && (await takeOne()));
      } catch (error) {
        // The next beat tries again.
        warn('Work cannot be taken.', error);
      }
    }
  }

  /** @returns whether there was any. */
  async function takeOne(): Promise<boolean> {
    if (isStopped || !(await database.read(() => isWorkDue(database, topic)))) return false;
    const work = await database.transact(() => takeWork(database, topic, randomUUID(), leaseMs));
    if (!work) return false;
    if (isStopped) await database.transact(() => returnWork(database, work, 0));
    else start(work);
    return true;
  }

  function start(work: TakenWork): void {
    const run = handle(work).finally(() => {
      running.delete(run);
      wake();
    });
    running.add(run);
  }

  async function handle(work: TakenWork): Promise<void> {
    const stopKeeping = keep(work);
    try {
      await handler({ tenant: work.tenant, id: work.id });
      stopKeeping();
      await database.transact(() => finishWork(database, work));
    } catch (error) {
      stopKeeping();
      await giveBack(work, error);
    }
  }

  /** Says again and again that it is in hand. */
  function keep(work: TakenWork): () => void {
    const timer = setInterval(async () => {
      try {
        const isKept = await database.transact(() => keepWork(database, work, leaseMs));
        if (!isKept) clearInterval(timer);
      } catch (error) {
        warn(`Work ${work.id} cannot be kept, and may be done twice.`, error);
      }
    }, leaseMs / 4).unref();
    return () => clearInterval(timer);
  }

  async function giveBack(work: TakenWork, reason: unknown): Promise<void> {
    const pauseMs = Math.min(firstPauseMs * 2 ** (work.attempts - 1), longestPauseMs);
    warn(`Work ${work.id} failed and is tried again in ${pauseMs} ms.`, reason);
    try {
      await database.transact(() => returnWork(database, work, pauseMs));
      setTimeout(wake, pauseMs).unref();
    } catch (error) {
      warn(`Work ${work.id} cannot be given back, and is tried again in ${leaseMs} ms.`, error);
    }
  }

  function warn(message: string, error: unknown): void {
    if (!isStopped) log.warn(`@gw/store-sqlite: ${message}`, { topic, error });
  }

  const endBeat = pulse.add(wake);
  wake();
  return {
    topic,
    wake,
    async stop() {
      isStopped = true;
      endBeat();
      await taking;
      await Promise.all(running);
    },
  };
}
