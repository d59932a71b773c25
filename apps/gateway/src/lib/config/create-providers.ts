import type { Provider } from '@gw/core';
import { createDemoProvider } from '@gw/provider-demo';
import { createHttpProvider, type HttpProviderSettings } from '@gw/provider-http';
import { ConfigError } from './config-error.ts';
import type { CheckedConfig } from './config-schema.ts';
import type { HttpSettings } from './provider-schema.ts';
import type { Environment } from './read-environment.ts';
import { resolveSecret } from './resolve-secret.ts';

/** A provider and what was said about it. */
export interface ConfiguredProvider {
  readonly provider: Provider;
  /** Without its secrets in place of variables; a provider made by code stands for itself. */
  readonly settings: ProviderSettings;
  /** Credentials in it, for the redactor. */
  readonly secrets: readonly string[];
}

type ProviderSettings = NonNullable<CheckedConfig['providers']>[number];

/**
 * @param place names the place of a provider's setting for errors.
 * @throws {ConfigError}
 */
export function createProviders(
  list: readonly ProviderSettings[],
  place: (position: number, setting: string) => string,
  env: Environment,
): ConfiguredProvider[] {
  const created = list.map((settings, position) =>
    createProvider(settings, (setting) => place(position, setting), env),
  );
  for (const [position, { provider }] of created.entries()) {
    const first = created.findIndex((other) => other.provider.id === provider.id);
    if (first === position) continue;
    throw new ConfigError(`${place(position, 'id')} "${provider.id}" is that of [${first}] too`);
  }
  return created;
}

type Place = (setting: string) => string;

function createProvider(
  settings: ProviderSettings,
  place: Place,
  env: Environment,
): ConfiguredProvider {
  if ('specVersion' in settings) return { provider: settings, settings, secrets: [] };
  if (settings.type === 'demo') {
    const { type: _, ...rest } = settings;
    return { provider: createDemoProvider(rest), settings, secrets: [] };
  }
  const { type: _, ...plain } = settings;
  const { apiKey, headers } = resolveSecrets(settings, place, env);
  const secrets = [
    ...Object.values(headers ?? {}),
    ...(typeof apiKey === 'string' ? [apiKey] : []),
  ];
  const own = { ...plain, apiKey, headers } as HttpProviderSettings;
  const provider = inPlace(place, () => createHttpProvider(own));
  return { provider, settings, secrets };
}

function resolveSecrets({ apiKey, headers }: HttpSettings, place: Place, env: Environment) {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [
    name,
    resolveSecret(value, place(`headers.${name}`), env),
  ]);
  return {
    apiKey:
      apiKey === undefined || typeof apiKey === 'function'
        ? apiKey
        : resolveSecret(apiKey, place('apiKey'), env),
    headers: headers && (Object.fromEntries(entries) as Record<string, string>),
  };
}

/** The factory's own `createHttpProvider: "baseUrl" must …`, told of the place in the configuration. */
function inPlace<T>(place: Place, create: () => T): T {
  try {
    return create();
  } catch (cause) {
    const text = (cause as Error).message.replace(/\.$/, '');
    const [, setting = '', problem] = /^createHttpProvider: "([^"]+)" (.+)$/s.exec(text) ?? [];
    throw new ConfigError(`${place(setting)} ${problem ?? text}`, { cause });
  }
}
