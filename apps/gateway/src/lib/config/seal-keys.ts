import { createGateway } from '@gw/core';
import { ConfigError, doAll } from './config-error.ts';
import type { SealKeyConfig, SecretValue } from './gateway-config.ts';
import type { Place } from './place-in-list.ts';
import type { Environment } from './read-environment.ts';
import { resolveSecret } from './resolve-secret.ts';

/** A key that seals, read from wherever it stands. */
export interface ResolvedSealKey {
  readonly id: string;
  readonly key: string;
}

/** Also what a configuration file calls it that has a newer one to put in front of it. */
const idOfEnvironment = 'default';

/** @throws {ConfigError} */
export function readSealKey({ GW_SEAL_KEY: key }: Environment): ResolvedSealKey[] | undefined {
  if (!key) return undefined;
  checkSealKey(key, 'GW_SEAL_KEY');
  return [{ id: idOfEnvironment, key }];
}

/** @throws {ConfigError} */
export function resolveSealKeys(
  keys: readonly SealKeyConfig[],
  place: Place,
  env: Environment,
): ResolvedSealKey[] {
  return doAll(
    keys.map(({ id, key }, position) => () => ({
      id,
      key: resolveSealKey(key, place(position, 'key'), env),
    })),
  );
}

/** @throws {ConfigError} */
export function resolveSealKey(secret: SecretValue, place: string, env: Environment): string {
  const key = resolveSecret(secret, place, env);
  checkSealKey(key, place);
  return key;
}

/** The core decides what a key is; the place is what it cannot know. */
function checkSealKey(key: string, place: string): void {
  try {
    createGateway({ responses: { sealKeys: [{ id: idOfEnvironment, key }] } });
  } catch {
    const rule = '32 random bytes in base64, as "openssl rand -base64 32" makes them';
    throw new ConfigError(`${place} must be ${rule}`);
  }
}
