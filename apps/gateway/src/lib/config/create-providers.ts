import type { Provider } from '@gw/core';
import { createDemoProvider } from '@gw/provider-demo';
import { builtInProviders } from './built-in-providers.ts';
import { ConfigError, doAll } from './config-error.ts';
import { createFromPackage } from './create-from-package.ts';
import { factoryProblem } from './factory-problem.ts';
import type { SecretValue } from './gateway-config.ts';
import type { Packages } from './load-packages.ts';
import { closedWith, toGuardedFetch } from './media-fetch.ts';
import { credentialsOf } from './names-secret.ts';
import { isBuiltIn, isReady, type ProviderSettings } from './provider-schema.ts';
import type { Environment } from './read-environment.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { UpstreamSettings } from './upstream-schemas.ts';

/** A provider and what was said about it. */
export interface ConfiguredProvider {
  readonly provider: Provider;
  /** Without its secrets in place of variables; a provider made by code stands for itself. */
  readonly settings: ProviderSettings;
  /** Credentials in it, for the redactor. */
  readonly secrets: readonly string[];
}

/** Where what settings name comes from. */
export interface Sources {
  readonly env: Environment;
  readonly packages: Packages;
}

/** Names the place of a provider's setting for errors; that of the provider for an empty name. */
export type Place = (setting: string) => string;

/**
 * @param place names the place of a provider's setting for errors.
 * @throws {ConfigError}
 */
export function createProviders(
  list: readonly ProviderSettings[],
  place: (position: number, setting: string) => string,
  sources: Sources,
): ConfiguredProvider[] {
  return doAll(
    list.map((settings, position) => () => {
      return createProvider(settings, (setting) => place(position, setting), sources);
    }),
  );
}

/** @throws {ConfigError} */
export function createProvider(
  settings: ProviderSettings,
  place: Place,
  sources: Sources,
): ConfiguredProvider {
  if (isReady(settings)) return { provider: settings, settings, secrets: [] };
  if (!isBuiltIn(settings)) return createFromPackage(settings, place, sources);
  if (settings.type !== 'demo') return createUpstreamProvider(settings, place, sources.env);
  const { type: _, ...rest } = settings;
  return { provider: createDemoProvider(rest), settings, secrets: [] };
}

function createUpstreamProvider(
  settings: UpstreamSettings,
  place: Place,
  env: Environment,
): ConfiguredProvider {
  const { type, ...plain } = settings;
  const { apiKey, headers } = resolveSecrets(settings, place, env);
  const secrets = [
    ...Object.values(headers ?? {}),
    ...(typeof apiKey === 'string' ? [apiKey] : []),
    ...credentialsOf(plain.proxy ?? ''),
  ];
  const fetchMedia = 'fetchMedia' in plain ? plain.fetchMedia : undefined;
  const media = toGuardedFetch(fetchMedia);
  try {
    const own = { ...plain, apiKey, headers, ...('fetchMedia' in plain && { fetchMedia: media }) };
    const provider = builtInProviders[type].create(own as never);
    return { provider: closedWith(provider, fetchMedia, media), settings, secrets };
  } catch (cause) {
    throw new ConfigError(factoryProblem(place, cause), { cause });
  }
}

function resolveSecrets({ apiKey, headers }: UpstreamSettings, place: Place, env: Environment) {
  const found = new Map<string, string>();
  const read = (name: string, value: SecretValue) => () =>
    found.set(name, resolveSecret(value, place(`headers.${name}`), env));
  const readKey = () =>
    apiKey === undefined || typeof apiKey === 'function'
      ? apiKey
      : resolveSecret(apiKey, place('apiKey'), env);
  let key: ReturnType<typeof readKey>;
  doAll<unknown>([
    () => (key = readKey()),
    ...Object.entries(headers ?? {}).map(([name, value]) => read(name, value)),
  ]);
  return { apiKey: key, headers: headers && Object.fromEntries(found) };
}
