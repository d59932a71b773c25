import { apiKeys, createGateway, type Gateway, type Hooks, type Logger, localOnly } from '@gw/core';
import { ConfigError } from '../config/config-error.ts';
import type { Access } from '../config/decide-access.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { reportFailures } from '../log/report-failures.ts';

/**
 * The gateway that a configuration describes. Opens nothing.
 * @throws {ConfigError} for models that name no provider, and what else the core refuses.
 */
export function createServerGateway(config: ResolvedConfig, logger: Logger): Gateway {
  const { use = [], ...options } = config.options;
  const providers = config.providers.map(({ provider }) => provider);
  try {
    return createGateway({
      ...options,
      providers,
      logger,
      use: [...accessHooks(config.access), ...use, reportFailures(logger)],
      ...(config.models && { models: config.models }),
    });
  } catch (cause) {
    throw new ConfigError(`${config.file ?? 'configuration'}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function accessHooks(access: Access): Hooks[] {
  if (access.kind === 'local') return [localOnly()];
  if (access.kind !== 'keys') return [];
  return [apiKeys(Object.fromEntries(access.keys.map(({ key, tenant }) => [key, tenant])))];
}
