import type { Ask } from './database.ts';
import type { Complain } from './quiet-log.ts';
import { toStoreError } from './store-error.ts';

/** Takes off the disk what is gone already: in small batches, each a transaction. */
export interface Sweeper {
  start(): void;
  /** There is something to do. */
  wake(): void;
  /** Resolves when it does nothing any more. */
  stop(): Promise<void>;
}

const rowsAtOnce = 500;
/** What a process left that was killed is swept by another one. */
const lookEveryMs = 30_000;
/** Between batches others have the disk. */
const pauseMs = 5;

export function createSweeper(ask: Ask, schema: string, complain: Complain): Sweeper {
  const sql = `select ${schema}.sweep($1) as did_something`;
  let isStopped = false;
  let isAsked = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function sweep(): Promise<void> {
    while (isAsked && !isStopped) {
      isAsked = false;
      while (!isStopped && (await sweepBatch())) await pause();
    }
  }

  async function sweepBatch(): Promise<boolean> {
    const [row] = await ask<{ readonly did_something: boolean }>(sql, [rowsAtOnce]);
    return row?.did_something === true;
  }

  function wake(): void {
    isAsked = true;
    running ??= sweep()
      .catch((error: unknown) => complain('the sweeper', toStoreError(error).message))
      .finally(() => {
        running = undefined;
      });
  }

  return {
    start() {
      timer = setInterval(wake, lookEveryMs);
      wake();
    },
    wake,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseMs));
}
