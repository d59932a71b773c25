import { constants } from 'node:os';

const signals = ['SIGTERM', 'SIGINT'] as const;

/**
 * The first signal stops in peace and ends the process with 0; a second one ends it at once with 128
 * and the signal's number, as a shell would report it.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (isStopping) process.exit(128 + constants.signals[signal]);
      isStopping = true;
      // A user's hook may have left something open that would keep the process alive.
      void stop().finally(() => process.exit(0));
    });
  }
}
