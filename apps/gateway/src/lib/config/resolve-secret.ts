import { ConfigError } from './config-error.ts';
import type { FromEnvironment } from './gateway-config.ts';
import type { Environment } from './read-environment.ts';

/**
 * A secret in place, or the one that its variable holds.
 * @param place how errors call it: `gateway.config.ts: providers[0].apiKey`.
 * @throws {ConfigError} for a variable that is not set.
 */
export function resolveSecret(
  secret: string | FromEnvironment,
  place: string,
  env: Environment,
): string {
  const value = typeof secret === 'string' ? secret : readVariable(secret, env);
  if (!value) throw new ConfigError(`${place}: the variable "${nameOf(secret)}" is not set`);
  // What --check prints must not come back as a key that everybody knows.
  if (value === mask) throw new ConfigError(`${place} is the mask that --check prints, not a key`);
  return value;
}

/** Undefined where it is not set. `toString` is, to whoever looks no closer. */
export function readVariable({ env: name }: FromEnvironment, env: Environment): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

/** What stands where a secret would. */
export const mask = '********';

function nameOf(secret: string | FromEnvironment): string {
  return typeof secret === 'string' ? '' : secret.env;
}
