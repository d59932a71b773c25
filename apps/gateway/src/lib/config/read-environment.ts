import { ConfigError } from './config-error.ts';
import type { CheckedConfig } from './config-schema.ts';
import { parseClientKeys } from './parse-client-keys.ts';
import { readProviders } from './read-providers.ts';
import { readState } from './read-state.ts';
import { readSwitch } from './read-switch.ts';
import type { CheckedResponses } from './responses-schema.ts';
import { readSealKey } from './seal-keys.ts';
import { parseWorkers, type Workers, workersRange } from './workers-setting.ts';

/** Environment variables. One that is empty counts as not set, as compose files leave them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment can say. */
export interface EnvironmentSettings
  extends Pick<
    CheckedConfig,
    'host' | 'port' | 'workers' | 'keys' | 'open' | 'providers' | 'state'
  > {
  /** In a file they stand in `responses`. */
  readonly sealKeys?: CheckedResponses['sealKeys'];
  /** Whether responses are kept; in a file `responses.store`. */
  readonly responseStore?: CheckedResponses['store'];
}

export type EnvironmentSetting = keyof EnvironmentSettings;

type Readers = {
  readonly [Name in EnvironmentSetting]: (env: Environment) => EnvironmentSettings[Name];
};

const readers: Readers = {
  host: (env) => env.HOST || undefined,
  port: (env) => readPort(env.PORT),
  workers: (env) => readWorkers(env.GW_WORKERS),
  keys: (env) => parseClientKeys(env.GW_API_KEYS),
  open: (env) => readSwitch('GW_OPEN', env.GW_OPEN),
  providers: readProviders,
  sealKeys: readSealKey,
  responseStore: (env) => readSwitch('GW_RESPONSE_STORE', env.GW_RESPONSE_STORE),
  state: readState,
};

export const environmentSettings = Object.keys(readers) as readonly EnvironmentSetting[];

/**
 * One setting from the environment. Each is read only where nothing else says it: a variable that is
 * meant for another program is no reason to refuse a complete configuration file.
 * @throws {ConfigError} naming the variable.
 */
export function readFromEnvironment<Name extends EnvironmentSetting>(
  name: Name,
  env: Environment,
): EnvironmentSettings[Name] {
  return readers[name](env);
}

function readPort(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const port = parsePort(text);
  if (port === undefined) throw new ConfigError(`PORT must be ${portRange}, not "${text}"`);
  return port;
}

export const portRange = 'a whole number from 0 to 65535';

/** @returns undefined for what is no port. */
export function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

function readWorkers(text: string | undefined): Workers | undefined {
  if (!text) return undefined;
  const workers = parseWorkers(text);
  if (workers === undefined)
    throw new ConfigError(`GW_WORKERS must be ${workersRange}, not "${text}"`);
  return workers;
}
