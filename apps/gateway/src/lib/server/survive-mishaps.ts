import type { Logger } from '@gw/core';

/**
 * A promise that somebody's hook forgot is no reason to cut all streams; an exception that nobody
 * caught leaves things in a state that nobody knows.
 */
export function surviveMishaps(log: Logger): void {
  // Whoever read our output may leave before we do.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('unhandledRejection', (cause) =>
    log.error('A promise was rejected unseen.', { cause }),
  );
  process.on('uncaughtException', (cause) => {
    log.error('An exception was not caught.', { cause });
    process.exit(1);
  });
}
