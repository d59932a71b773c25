import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@gw/core';
import { countShortLives, delayBehind } from './worker-delay.ts';
import type { Handover } from './worker-messages.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

export interface WorkerPoolOptions {
  /** Tells how many workers there are, too. */
  readonly handover: Handover;
  readonly log: Logger;
  /** Called with each worker that takes calls from now on; not before all have tried to start. */
  readonly onServing: (worker: WorkerProcess) => void;
  /** Called once when it makes no sense to go on, with the reason. */
  readonly onGiveUp: (reason: string) => void;
}

/** The workers, each place of which is filled again when its worker ends. */
export interface WorkerPool {
  /**
   * Resolves to their URL once the first one has started and each of the others has tried. What keeps
   * one of these from it is told in the log, and tried again.
   * @throws {ConfigError} | {Error} what kept the first one from it; then none is left.
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

/** So often may a worker for one place end before it takes calls, while no other one serves. */
const mostFailedStarts = 5;

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { handover, log, onServing, onGiveUp } = options;
  const { workers: count } = handover.flags;
  const all = new Set<WorkerProcess>();
  const serving = new Set<WorkerProcess>();
  let isStarted = false;
  let isStopping = false;

  return { start, stop, kill };

  async function start(): Promise<string> {
    try {
      // The first one alone: what keeps it from starting would keep all, and is to be told once.
      const baseUrl = await fillPlace(0);
      const others = Array.from({ length: count - 1 }, () => tryToFill(0, 1));
      for (const isFilled of await Promise.all(others)) if (!isFilled) void keepFilling(0, 1);
      // All at once: else the first connections, which may live for long, would all be the first one's.
      isStarted = true;
      for (const worker of serving) onServing(worker);
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
    if (isStarted) onServing(worker);
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
    await keepFilling(countShortLives(shortLives, performance.now() - readyAt), 0);
  }

  /**
   * Tries until a worker is there. A place that stays empty is no reason to end those that serve, as
   * long as there are any.
   * @param failedBefore how many have failed to start in this place.
   */
  async function keepFilling(shortLives: number, failedBefore: number): Promise<void> {
    let failedWithNobody = 0;
    for (let failed = failedBefore; failedWithNobody < mostFailedStarts; failed++) {
      await pause(delayBehind(shortLives, failed));
      if (isStopping || (await tryToFill(shortLives, failed + 1))) return;
      failedWithNobody = serving.size === 0 ? failedWithNobody + 1 : 0;
    }
    giveUp();
  }

  /**
   * @param failed how many have failed to start in this place, should this one.
   * @returns whether there is nothing more to try; else the log tells why.
   */
  async function tryToFill(shortLives: number, failed: number): Promise<boolean> {
    try {
      await fillPlace(shortLives);
      return true;
    } catch (cause) {
      if (isStopping) return true;
      const delayMs = delayBehind(shortLives, failed);
      log.error('A worker did not start.', { cause, serving: serving.size, of: count, delayMs });
      return false;
    }
  }

  function giveUp(): void {
    if (!isStopping) onGiveUp(`No worker has started in ${mostFailedStarts} tries.`);
  }
}
