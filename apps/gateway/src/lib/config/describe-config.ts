import { builtInProviders } from './built-in-providers.ts';
import type { ConfiguredProvider } from './create-providers.ts';
import { describeFetchMedia } from './media-fetch.ts';
import { withoutCredentials } from './names-secret.ts';
import { maskSettings } from './package-settings.ts';
import { isBuiltIn, isReady } from './provider-schema.ts';
import type { ResolvedConfig } from './resolve-config.ts';
import { keepsInMemory } from './resolve-responses.ts';
import { mask } from './resolve-secret.ts';
import { type Members, members } from './unchecked.ts';

/**
 * The resolved configuration in the shape of a JSON configuration file, with every secret masked.
 * A secret that stands in a variable shows the variable's name.
 */
export function describeConfig(config: ResolvedConfig): object {
  const { file, host, port, workers, basePath, access, providers, models, shutdownGraceMs } =
    config;
  const { use, ...plain } = config.options;
  return {
    file: file ?? null,
    host,
    port,
    workers,
    basePath,
    access: access.kind,
    ...(access.kind === 'keys' && {
      keys: access.keys.map(({ tenant }) => ({ key: mask, tenant })),
    }),
    providers: providers.map(describeProvider),
    models: describeModels(models),
    responses: describeResponses(config),
    state: describeState(config.state),
    ...plain,
    use: use?.map(({ name }) => name) ?? [],
    shutdownGraceMs,
  };
}

function describeModels(models: ResolvedConfig['models']): unknown {
  if (models === undefined) return 'PROVIDER/NAME, and bare names of the first provider';
  if (typeof models.resolve === 'function') return 'a registry made by code';
  return mapValues(members(models), maskOverrides);
}

/** Of a target, a list of them, or what holds such a list. What else they hold is ours. */
function maskOverrides(spec: unknown): unknown {
  if (Array.isArray(spec)) return spec.map(maskOverrides);
  if (typeof spec !== 'object' || spec === null) return spec;
  const { overrides, targets, ...plain } = spec as Members;
  return {
    ...plain,
    ...(targets !== undefined && { targets: maskOverrides(targets) }),
    ...(overrides !== undefined && { overrides: maskSettings(members(overrides)) }),
  };
}

function describeResponses({ responses, state }: ResolvedConfig): object {
  const { sealKeys, ...plain } = responses;
  return {
    ...plain,
    ...(state.kind === 'none' && { store: keepsInMemory(responses) }),
    sealKeys:
      sealKeys?.map(({ id }) => ({ id, key: mask })) ?? 'a random one, for as long as it runs',
  };
}

function describeState(state: ResolvedConfig['state']): unknown {
  if (state.kind === 'none') return false;
  if (state.kind === 'hook') return `kept by the hook "${state.name}"`;
  const { settings, retentionMs, replayMs } = state;
  const masked = 'postgres' in settings && { postgres: maskSecret(settings.postgres) };
  return { ...settings, ...masked, retentionMs, replayMs };
}

function describeProvider({ settings, provider }: ConfiguredProvider): object {
  const { id } = provider;
  const { apis } = provider.capabilities;
  if (isReady(settings)) return { type: 'made by code', id, apis };
  if (!isBuiltIn(settings)) return { ...maskSettings(settings), id, apis };
  if (settings.type === 'demo') return { ...settings, id };
  const { apiKey, headers, proxy, ...plain } = settings;
  return {
    ...plain,
    id,
    // Who checks wants to see where a key would go.
    baseUrl: plain.baseUrl ?? builtInProviders[settings.type].baseUrl,
    apis,
    ...(apiKey && { apiKey: maskSecret(apiKey) }),
    ...(headers && { headers: mapValues(headers, maskSecret) }),
    ...(proxy && { proxy: withoutCredentials(proxy) }),
    ...('fetchMedia' in plain && { fetchMedia: describeFetchMedia(plain.fetchMedia) }),
  };
}

/** The name of a variable is no secret. */
function maskSecret(secret: unknown): unknown {
  return typeof secret === 'object' ? secret : mask;
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
