import type { ConfiguredProvider } from './create-providers.ts';
import { openaiBaseUrl } from './openai-address.ts';
import type { ResolvedConfig } from './resolve-config.ts';
import { mask } from './resolve-secret.ts';

/**
 * The resolved configuration in the shape of a JSON configuration file, with every secret masked.
 * A secret that stands in a variable shows the variable's name.
 */
export function describeConfig(config: ResolvedConfig): object {
  const { file, host, port, basePath, access, providers, models, shutdownGraceMs } = config;
  const { use, ...plain } = config.options;
  return {
    file: file ?? null,
    host,
    port,
    basePath,
    access: access.kind,
    ...(access.kind === 'keys' && {
      keys: access.keys.map(({ tenant }) => ({ key: mask, tenant })),
    }),
    providers: providers.map(describeProvider),
    models: describeModels(models),
    responses: describeResponses(config.responses),
    ...plain,
    use: use?.map(({ name }) => name) ?? [],
    shutdownGraceMs,
  };
}

function describeModels(models: ResolvedConfig['models']): unknown {
  if (models === undefined) return 'PROVIDER/NAME, and bare names of the first provider';
  return typeof models.resolve === 'function' ? 'a registry made by code' : models;
}

function describeResponses({ sealKeys, ...plain }: ResolvedConfig['responses']): object {
  return {
    ...plain,
    sealKeys:
      sealKeys?.map(({ id }) => ({ id, key: mask })) ?? 'a random one, for as long as it runs',
  };
}

function describeProvider({ settings, provider }: ConfiguredProvider): object {
  if ('specVersion' in settings) {
    return { type: 'made by code', id: provider.id, apis: provider.capabilities.apis };
  }
  if (settings.type === 'demo') return { ...settings, id: provider.id };
  const { apiKey, headers, proxy, ...plain } = settings;
  return {
    ...plain,
    id: provider.id,
    // Who checks wants to see where a key would go.
    baseUrl: plain.baseUrl ?? openaiBaseUrl,
    apis: provider.capabilities.apis,
    ...(apiKey && { apiKey: maskSecret(apiKey) }),
    ...(headers && { headers: mapValues(headers, maskSecret) }),
    ...(proxy && { proxy: withoutCredentials(proxy) }),
  };
}

/** The name of a variable is no secret. */
function maskSecret(secret: unknown): unknown {
  return typeof secret === 'object' ? secret : mask;
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** A proxy's user and password stand in its URL, which is read as whoever connects reads it. */
function withoutCredentials(text: string): string {
  const url = new URL(text);
  if (url.username === '' && url.password === '') return text;
  url.username = mask;
  url.password = '';
  return url.href;
}
