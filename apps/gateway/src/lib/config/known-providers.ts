import type { Provider } from '@gw/core';
import { presets } from '@gw/provider-http';
import { apiName } from './api-names.ts';
import { builtInProviders } from './built-in-providers.ts';
import { problemsOf } from './config-error.ts';
import { createProvider, type Sources } from './create-providers.ts';
import { isPackageEntry } from './package-settings.ts';
import { providerSettings } from './provider-schema.ts';
import { type Environment, readFromEnvironment } from './read-environment.ts';
import { type Members, members } from './unchecked.ts';

/**
 * The providers that models may name, one an id, though something may be wrong with them. Without
 * any in the file there is the one of the environment, else the demo.
 * @returns undefined where one of them does not tell its id.
 */
export function knownProviders(
  list: readonly unknown[],
  sources: Sources,
): readonly Provider[] | undefined {
  const known = new Map<string, Provider>();
  for (const entry of list.length > 0 ? list : otherwise(sources.env)) {
    const provider = create(entry, sources) ?? standIn(entry);
    if (!provider) return undefined;
    known.set(provider.id, provider);
  }
  return [...known.values()];
}

/** What cannot be read there tells no id. */
function otherwise(env: Environment): readonly unknown[] {
  let list: readonly unknown[] = [undefined];
  problemsOf(() => {
    list = readFromEnvironment('providers', env) ?? [{ type: 'demo' }];
  });
  return list;
}

function create(entry: unknown, sources: Sources): Provider | undefined {
  const { data } = providerSettings.safeParse(entry);
  let provider: Provider | undefined;
  if (data) problemsOf(() => (provider = createProvider(data, String, sources).provider));
  return provider;
}

/** What is wrong with a provider is told at its place: it speaks everything that its models want. */
function standIn(entry: unknown): Provider | undefined {
  const id = writtenId(entry);
  if (id === undefined) return undefined;
  return {
    specVersion: 1,
    id,
    capabilities: { apis: apiName.options },
    call: () => Promise.reject(new Error('It only stands in.')),
  };
}

/** @returns undefined where neither the entry tells, nor a package can be asked. */
export function idOf(entry: unknown, sources: Sources): string | undefined {
  const id = isPackageEntry(entry) ? create(entry, sources)?.id : undefined;
  return id ?? writtenId(entry);
}

const defaultIds: Members = Object.fromEntries([
  ...Object.entries(builtInProviders).map(([type, { id }]) => [type, id]),
  ['demo', 'demo'],
]);

function writtenId(entry: unknown): string | undefined {
  const { type, preset, id = idOfPreset(preset) ?? defaultIds[String(type)] } = members(entry);
  return typeof id === 'string' ? id : undefined;
}

function idOfPreset(preset: unknown): unknown {
  return members((presets as Members)[String(preset)]).id;
}
