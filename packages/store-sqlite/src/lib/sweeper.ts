import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from './database.ts';
import type { StoreLog } from './options.ts';
import type { PieceFiles } from './piece-files.ts';
import { sweepAny } from './sweep.ts';

/** Takes from the disk what is deleted already. */
export interface Sweeper {
  /** Rows are left. */
  wake(): void;
  /** Resolves when nothing runs any more; the rest is done after the next start. */
  stop(): Promise<void>;
}

/** A file that is younger may be one whose row is about to be written. */
const orphanAgeMs = 10 * 60_000;
const roundMs = 60 * 60_000;

export function createSweeper(database: Database, files: PieceFiles, log: StoreLog): Sweeper {
  let isStopped = false;
  let sweeping: Promise<void> | undefined;
  let isCalled = false;

  function wake(): void {
    isCalled = true;
    sweeping ??= sweep().finally(() => {
      sweeping = undefined;
    });
  }

  async function sweep(): Promise<void> {
    try {
      while (isCalled && !isStopped) {
        isCalled = false;
        while (!isStopped && (await sweepBatch())) await nextTurn();
      }
    } catch (error) {
      warn('What is deleted cannot be taken from the disk. It is tried again later.', error);
    }
  }

  /** @returns whether there was any. */
  async function sweepBatch(): Promise<boolean> {
    const swept = await database.transact(() => sweepAny(database));
    await files.remove(swept?.files ?? []);
    return swept !== undefined;
  }

  /** A process that dies between a file and its row leaves the file behind. */
  async function sweepOrphans(): Promise<void> {
    try {
      for await (const file of files.idle(orphanAgeMs)) {
        if (isStopped) return;
        const sql = 'select 1 as yes from pieces where file = ?1';
        const isKnown = await database.read(() => database.first(sql, file) !== undefined);
        if (!isKnown) await files.remove([file]);
      }
    } catch (error) {
      warn('Files that nothing refers to cannot be deleted. It is tried again later.', error);
    }
  }

  function warn(message: string, error: unknown): void {
    if (!isStopped) log.warn(`@gw/store-sqlite: ${message}`, { error });
  }

  let looking = Promise.resolve();
  function round(): void {
    wake();
    looking = looking.then(sweepOrphans);
  }
  const timer = setInterval(round, roundMs).unref();
  round();
  return {
    wake,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await Promise.all([sweeping, looking]);
    },
  };
}
