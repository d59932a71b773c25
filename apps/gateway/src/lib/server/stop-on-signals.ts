import { constants } from 'node:os';

/** Those that tell a server to stop. */
export const stopSignals = ['SIGTERM', 'SIGINT'] as const;

/**
 * The first signal stops in peace; a second one ends the process at once with 128 and the signal's
 * number, as a shell would report it.
 * @param stop resolves to the exit code of a stop in peace. Never rejects.
 * @param cut ends at once what would outlive this process. Default: there is nothing.
 */
export function stopOnSignals(stop: () => Promise<number>, cut = () => {}): void {
  let isStopping = false;
  for (const signal of stopSignals) {
    process.on(signal, () => {
      if (isStopping) {
        cut();
        process.exit(128 + constants.signals[signal]);
      }
      isStopping = true;
      // A user's hook may have left something open that would keep the process alive.
      void stop().then((exitCode) => process.exit(exitCode));
    });
  }
}
