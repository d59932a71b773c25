import type { Provider } from '@gw/core';
import { createDemoProvider } from '@gw/provider-demo';
import { createHttpProvider, type HttpProviderSettings } from '@gw/provider-http';
import { ConfigError, doAll } from './config-error.ts';
import type { CheckedConfig } from './config-schema.ts';
import type { SecretValue } from './gateway-config.ts';
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
  return doAll(
    list.map((settings, position) => () => {
      return createProvider(settings, (setting) => place(position, setting), env);
    }),
  );
}

type Place = (setting: string) => string;

/** @throws {ConfigError} */
export function createProvider(
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
    ...proxySecrets(plain.proxy),
  ];
  const own = { ...plain, apiKey, headers } as HttpProviderSettings;
  const provider = inPlace(place, () => createHttpProvider(own));
  return { provider, settings, secrets };
}

/**
 * The password, else the user, which is a token then: with the escapes of a URL, and without.
 */
function proxySecrets(proxy: string | undefined): string[] {
  if (proxy === undefined || !URL.canParse(proxy)) return [];
  const { username, password } = new URL(proxy);
  const secret = password || username;
  return secret === '' ? [] : [secret, unescaped(secret)];
}

/** What is no escape after all stands for itself. */
function unescaped(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (escapes) => {
    return Buffer.from(escapes.replaceAll('%', ''), 'hex').toString();
  });
}

function resolveSecrets({ apiKey, headers }: HttpSettings, place: Place, env: Environment) {
  const found = new Map<string, string>();
  const read = (name: string, value: SecretValue) => () =>
    found.set(name, resolveSecret(value, place(`headers.${name}`), env));
  const readKey = () =>
    apiKey === undefined || typeof apiKey === 'function'
      ? apiKey
      : resolveSecret(apiKey, place('apiKey'), env);
  let key: HttpProviderSettings['apiKey'];
  doAll<unknown>([
    () => (key = readKey()),
    ...Object.entries(headers ?? {}).map(([name, value]) => read(name, value)),
  ]);
  return { apiKey: key, headers: headers && Object.fromEntries(found) };
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
