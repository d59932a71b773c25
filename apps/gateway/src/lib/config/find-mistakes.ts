import { createGateway, type ModelSpec, type Provider } from '@gw/core';
import { problemsOf } from './config-error.ts';
import { keyList } from './config-schema.ts';
import { createProvider, type Sources } from './create-providers.ts';
import { resolveKey } from './decide-access.ts';
import { idOf, knownProviders } from './known-providers.ts';
import { modelSpec } from './models-schema.ts';
import { type Place, placeInList } from './place-in-list.ts';
import { providerSettings } from './provider-schema.ts';
import type { Environment } from './read-environment.ts';
import { resolveSecret } from './resolve-secret.ts';
import { resolveSealKey } from './seal-keys.ts';
import { secretValue } from './setting-types.ts';
import { asList, type Members, members } from './unchecked.ts';

/**
 * What is wrong with a configuration file beyond its shape: variables that are not set, ids given
 * twice, models that lead nowhere. Reads whatever has the right shape and leaves out the rest, so
 * that it can be told together with what is wrong with that.
 */
export function findMistakes(value: unknown, file: string, sources: Sources): string[] {
  const { env } = sources;
  const { keys, providers, models, responses, state } = members(value);
  const { sealKeys } = members(responses);
  return [
    ...findKeyMistakes(keyList(keys), placeInList(file, 'keys'), env),
    ...findProviderMistakes(asList(providers), placeInList(file, 'providers'), sources),
    ...findModelMistakes(members(models), knownProviders(asList(providers), sources), file),
    ...findSealKeyMistakes(asList(sealKeys), placeInList(file, 'responses.sealKeys'), env),
    ...findSecretMistake(members(state).postgres, `${file}: state.postgres`, env),
  ];
}

function findKeyMistakes(keys: unknown, place: Place, env: Environment): string[] {
  return asList(keys).flatMap((entry, position) => {
    const { data } = secretValue.safeParse(members(entry).key);
    return data ? problemsOf(() => resolveKey(data, place(position), env)) : [];
  });
}

function findProviderMistakes(list: readonly unknown[], place: Place, sources: Sources): string[] {
  const ids = list.map((entry) => idOf(entry, sources));
  return list.flatMap((entry, position) => {
    const own = (setting: string) => place(position, setting);
    const { data } = providerSettings.safeParse(entry);
    const mistakes = data
      ? problemsOf(() => createProvider(data, own, sources))
      : findSecretMistakes(members(entry), own, sources.env);
    return [...mistakes, ...findSameId(ids, position, own('id'))];
  });
}

function findSameId(
  ids: readonly (string | undefined)[],
  position: number,
  place: string,
): string[] {
  const id = ids[position];
  const first = ids.indexOf(id);
  if (id === undefined || first === position) return [];
  return [`${place} "${id}" is that of [${first}] too`];
}

function findSealKeyMistakes(list: readonly unknown[], place: Place, env: Environment): string[] {
  const keys = list.map(members);
  const ids = keys.map(({ id }) => (typeof id === 'string' ? id : undefined));
  return keys.flatMap(({ key }, position) => {
    const { data } = secretValue.safeParse(key);
    const mistakes = data
      ? problemsOf(() => resolveSealKey(data, place(position, 'key'), env))
      : [];
    return [...mistakes, ...findSameId(ids, position, place(position, 'id'))];
  });
}

/** Of a provider that has something else that is wrong. */
function findSecretMistakes(
  { apiKey, headers }: Members,
  place: (setting: string) => string,
  env: Environment,
): string[] {
  const inHeaders = Object.entries(members(headers));
  const secrets = [
    { name: 'apiKey', value: apiKey },
    ...inHeaders.map(([name, value]) => ({ name: `headers.${name}`, value })),
  ];
  return secrets.flatMap(({ name, value }) => findSecretMistake(value, place(name), env));
}

function findSecretMistake(value: unknown, place: string, env: Environment): readonly string[] {
  const { data } = secretValue.safeParse(value);
  return data ? problemsOf(() => resolveSecret(data, place, env)) : [];
}

/** @param providers where they are not known, targets are not looked up. */
function findModelMistakes(
  models: Members,
  providers: readonly Provider[] | undefined,
  file: string,
): string[] {
  if (typeof models.resolve === 'function' || !providers) return [];
  // Each provider has said so itself.
  if (providers.some(({ id }) => id.includes('/'))) return [];
  const { registry } = createGateway({ providers });
  return Object.entries(models).flatMap(([pattern, value]) => {
    const { success, data } = modelSpec.safeParse(value);
    return success ? problemOf(() => registry.setModel(pattern, data as ModelSpec), file) : [];
  });
}

/** The core's own words. */
function problemOf(task: () => void, file: string): string[] {
  try {
    task();
    return [];
  } catch (error) {
    return [`${file}: ${(error as Error).message}`];
  }
}
