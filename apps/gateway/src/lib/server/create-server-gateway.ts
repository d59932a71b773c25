import {
  apiKeys,
  createGateway,
  createMemoryResponseStore,
  type Gateway,
  type Hooks,
  type Logger,
  localOnly,
  type ResponseStore,
  type ResponsesOptions,
} from '@gw/core';
import { ConfigError } from '../config/config-error.ts';
import type { Access } from '../config/decide-access.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { keepsInMemory } from '../config/resolve-responses.ts';
import { nameVariables } from '../log/name-variables.ts';
import { reportFailures } from '../log/report-failures.ts';
import { createServerState } from './create-server-state.ts';

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
      logger: nameVariables(logger),
      responses: responsesOptions(config),
      use: [
        ...accessHooks(config.access),
        ...createServerState(config, logger),
        ...use,
        reportFailures(logger),
      ],
      ...(config.models && { models: config.models }),
    });
  } catch (cause) {
    throw new ConfigError(`${config.file ?? 'configuration'}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function responsesOptions({ responses, state }: ResolvedConfig): ResponsesOptions {
  const {
    dialect,
    sealKeys,
    maxStoredBytes: maxBytes,
    maxStoredResponses: maxResponses,
  } = responses;
  return {
    // Whoever else keeps them is a hook, which the core finds by itself.
    ...(state.kind === 'none' && {
      store: keepsInMemory(responses)
        ? createMemoryResponseStore({ maxBytes, maxResponses })
        : emptyStore,
    }),
    ...(dialect && { dialect }),
    ...(sealKeys && { sealKeys }),
  };
}

/** Keeps nothing: going on from a response is then told as going on from one that is not there. */
const emptyStore: ResponseStore = {
  get: () => undefined,
  getItem: () => undefined,
  set: () => undefined,
  delete: () => undefined,
};

function accessHooks(access: Access): Hooks[] {
  if (access.kind === 'local') return [localOnly()];
  if (access.kind !== 'keys') return [];
  return [apiKeys(Object.fromEntries(access.keys.map(({ key, tenant }) => [key, tenant])))];
}
