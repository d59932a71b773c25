import type { Gateway, Logger } from '@gw/core';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { banner } from '../server/banner.ts';
import { listModels } from '../server/list-models.ts';
import { startServer } from '../server/start-server.ts';
import { stopOnSignals } from '../server/stop-on-signals.ts';

export interface RunServerInput {
  readonly gateway: Gateway;
  readonly config: ResolvedConfig;
  readonly log: Logger;
  readonly version: string;
  readonly redact: (text: string) => string;
}

/** Serves until a signal comes. @throws what keeps the server from starting. */
export async function runServer(input: RunServerInput): Promise<void> {
  const { gateway, config, log, version, redact } = input;
  survive(log);
  const { baseUrl, stop } = await startServer(gateway, config, log);
  stopOnSignals(stop);
  const offered = await listModels(config.providers);
  process.stdout.write(redact(banner({ config, version, baseUrl, offered })));
}

/**
 * A promise that somebody's hook forgot is no reason to cut all streams; an exception that nobody
 * caught leaves things in a state that nobody knows.
 */
function survive(log: Logger): void {
  process.on('unhandledRejection', (cause) =>
    log.error('A promise was rejected unseen.', { cause }),
  );
  process.on('uncaughtException', (cause) => {
    log.error('An exception was not caught.', { cause });
    process.exit(1);
  });
}
