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
  if (!sealKeys) return plain;
  const place = placeInList(file, 'responses.sealKeys');
  return { ...plain, sealKeys: resolveSealKeys(sealKeys, place, env) };
}
