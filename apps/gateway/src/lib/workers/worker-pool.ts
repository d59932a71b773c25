import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@gw/core';
import { countShortLives, delayBehind } from './worker-delay.ts';
import type { Handover } from './worker-messages.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

export interface WorkerPoolOptions {
  /** Tells how many workers there are, too. */
  readonly handover: Handover;
  readonly log: Logger;
  /** Called once when it makes no sense to go on, with the reason. */
  readonly onGiveUp: (reason: string) => void;
}

/** The workers, each place of which is filled again when its worker ends. */
export interface WorkerPool {
  /**
   * Resolves to their URL once all workers take calls.
   * @throws {ConfigError} | {Error} what kept one of them from it; then none is left.
   */
  start(): Promise<string>;
  /**
   * Lets open replies end. Resolves when no worker is left.
   * @param deadlineMs when those that are left are ended, in ms. Default: never.
   * @returns whether all of them ended in peace.
   */
  stop(deadlineMs?: number): Promise<boolean>;
  /** Ends all workers at once. */
  kill(): void;
}

/** So often may a worker for one place end before it takes calls, one try behind the other. */
const mostFailedStarts = 5;

export function createWorkerPool({ handover, log, onGiveUp }: WorkerPoolOptions): WorkerPool {
  const { workers: count, port } = handover.flags;
  const all = new Set<WorkerProcess>();
  const serving = new Set<WorkerProcess>();
  let isStopping = false;

  return { start, stop, kill };

  async function start(): Promise<string> {
    try {
      // The first one alone: what keeps it from starting would keep all, and is to be told once.
      const baseUrl = await fillPlace(0);
      await Promise.all(Array.from({ length: count - 1 }, () => fillPlace(0)));
      return baseUrl;
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async function stop(deadlineMs?: number): Promise<boolean> {
    isStopping = true;
    for (const worker of all) {
      // One that does not take calls yet has nothing to bring to an end.
      if (serving.has(worker)) worker.stop();
      else worker.kill();
    }
    const deadline = deadlineMs === undefined ? undefined : setTimeout(kill, deadlineMs);
    const served = Array.from(serving, ({ ended }) => ended);
    await Promise.all(Array.from(all, ({ ended }) => ended));
    clearTimeout(deadline);
    return (await Promise.all(served)).every(({ exitCode }) => exitCode === 0);
  }

  function kill(): void {
    isStopping = true;
    for (const worker of all) worker.kill();
  }

  /** @param shortLives of the workers before it. */
  async function fillPlace(shortLives: number): Promise<string> {
    const worker = startWorker(handover);
    all.add(worker);
    void worker.ended.then(() => all.delete(worker));
    const baseUrl = await worker.ready;
    serving.add(worker);
    void refillBehind(worker, shortLives);
    return baseUrl;
  }

  async function refillBehind(worker: WorkerProcess, shortLives: number): Promise<void> {
    const readyAt = performance.now();
    const { exitCode, signal } = await worker.ended;
    serving.delete(worker);
    if (isStopping) return;
    log.error('A worker ended; another one takes its place.', {
      pid: worker.pid,
      exitCode,
      signal,
    });
    if (port === 0 && serving.size === 0)
      return giveUp('The free port is lost with its last worker.');
    await refill(countShortLives(shortLives, performance.now() - readyAt));
  }

  async function refill(shortLives: number): Promise<void> {
    for (let failures = 0; failures < mostFailedStarts; failures++) {
      await pause(delayBehind(shortLives + failures));
      if (isStopping) return;
      const cause = await fillPlace(shortLives).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (cause === undefined || isStopping) return;
      log.error('A worker did not start.', { cause });
    }
    giveUp(`No worker has started in ${mostFailedStarts} tries.`);
  }

  function giveUp(reason: string): void {
    if (!isStopping) onGiveUp(reason);
  }
}
