import type { Logger } from '@gw/core';
import { leaseMs } from '../kit/heartbeat.ts';
import { unref } from '../kit/unref.ts';
import type { StoredRecord } from '../store/state-store.ts';
import { type SweepOptions, sweep } from './sweep.ts';

export interface SweeperOptions extends SweepOptions {
  readonly log: Logger;
}

/** Looks after what is stored, round by round. */
export function createSweeper(options: SweeperOptions): { start(): void; stop(): Promise<void> } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: StoredRecord | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const goOn = async () => {
    try {
      last = await sweep(options, last);
    } catch (cause) {
      options.log.warn('Stored responses could not be looked after.', { cause });
    }
  };
  const round = async () => {
    running = goOn();
    await running;
    again();
  };
  const again = () => {
    if (isStopped) return;
    timer = setTimeout(round, leaseMs / 2);
    unref(timer);
  };
  return {
    start: again,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
