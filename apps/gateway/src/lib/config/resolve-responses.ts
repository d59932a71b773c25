import { ConfigError } from './config-error.ts';
import { placeInList } from './place-in-list.ts';
import type { Environment } from './read-environment.ts';
import type { CheckedResponses } from './responses-schema.ts';
import { type ResolvedSealKey, resolveSealKeys } from './seal-keys.ts';

/** What the server needs to know of `/v1/responses`. */
export interface ResolvedResponses extends Omit<CheckedResponses, 'sealKeys'> {
  /** Default: a random one. */
  readonly sealKeys?: readonly ResolvedSealKey[];
}

/**
 * @param said what the file says, and what the environment says in its place.
 * @throws {ConfigError}
 */
export function resolveResponses(
  { sealKeys, ...plain }: CheckedResponses,
  file: string,
  env: Environment,
): ResolvedResponses {
  if (plain.store === false) refuseBounds(plain);
  if (!sealKeys) return plain;
  const place = placeInList(file, 'responses.sealKeys');
  return { ...plain, sealKeys: resolveSealKeys(sealKeys, place, env) };
}

/** Whether anything is kept to be continued, where it is kept in memory. */
export function keepsInMemory(responses: ResolvedResponses): boolean {
  const { store = true, maxStoredBytes, maxStoredResponses } = responses;
  return store && maxStoredBytes !== 0 && maxStoredResponses !== 0;
}

/** The setting that says how much is kept in memory. */
export function boundOf({ maxStoredBytes, maxStoredResponses }: ResolvedResponses) {
  if (maxStoredBytes !== undefined) return 'maxStoredBytes';
  return maxStoredResponses === undefined ? undefined : 'maxStoredResponses';
}

/** They would do nothing. */
function refuseBounds({ maxStoredBytes, maxStoredResponses }: ResolvedResponses): void {
  if (!maxStoredBytes && !maxStoredResponses) return;
  const name = maxStoredBytes ? 'maxStoredBytes' : 'maxStoredResponses';
  throw new ConfigError(
    `"responses.${name}" says how much is kept, and "responses.store" (or GW_RESPONSE_STORE) that nothing is: choose one`,
  );
}
