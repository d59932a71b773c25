import type { Gateway, Logger } from '@gw/core';
import { ConfigError } from '../config/config-error.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { banner } from '../server/banner.ts';
import { listModels } from '../server/list-models.ts';
import { startServer } from '../server/start-server.ts';
import { stopOnSignals } from '../server/stop-on-signals.ts';
import { surviveMishaps } from '../server/survive-mishaps.ts';
import { tellOfGrace } from '../server/tell-of-grace.ts';

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
    stopOnSignals(() => tellOfGrace(stop(), config.shutdownGraceMs).then(() => 0));
    const offered = await listModels(config.providers);
    process.stdout.write(redact(banner({ config, version, baseUrl, offered })));
    return undefined;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    log.error('The server did not start.', { cause });
    return 1;
  }
}
