import type { Gateway, Logger } from '@gw/core';
import { ConfigError } from '../config/config-error.ts';
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

/**
 * Serves until a signal comes.
 * @returns an exit code when it could not start, which the log then explains; else undefined.
 * @throws {ConfigError} for an address that cannot be listened on.
 */
export async function runServer(input: RunServerInput): Promise<1 | undefined> {
  const { gateway, config, log, version, redact } = input;
  surviveMishaps(log);
  try {
    const { baseUrl, stop } = await startServer(gateway, config, log);
    stopOnSignals(() => stopAndTell(stop, config));
    const offered = await listModels(config.providers);
    process.stdout.write(redact(banner({ config, version, baseUrl, offered })));
    return undefined;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    log.error('The server did not start.', { cause });
    return 1;
  }
}

/** Waits shorter than this nobody asks about, in ms. */
const patienceMs = 300;

async function stopAndTell(stop: () => Promise<void>, { shutdownGraceMs }: ResolvedConfig) {
  const text = `gw waits up to ${shutdownGraceMs} ms for open replies; a second signal ends it at once\n`;
  const timer = setTimeout(() => process.stdout.write(text), patienceMs);
  await stop();
  clearTimeout(timer);
}

/**
 * A promise that somebody's hook forgot is no reason to cut all streams; an exception that nobody
 * caught leaves things in a state that nobody knows.
 */
function surviveMishaps(log: Logger): void {
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
