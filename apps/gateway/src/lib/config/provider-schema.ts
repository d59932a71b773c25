import type { Provider } from '@gw/core';
import { z } from 'zod';
import { providerTypes } from './built-in-providers.ts';
import { isPackageEntry, type PackageSettings } from './package-settings.ts';
import { milliseconds, text } from './setting-types.ts';
import { madeByCode, settingsBy, strictSettings } from './strict-settings.ts';
import {
  anthropicSettings,
  geminiSettings,
  httpSettings,
  ollamaSettings,
  type UpstreamSettings,
} from './upstream-schemas.ts';

const demoSettings = strictSettings({
  type: z.literal('demo'),
  id: text.optional(),
  wordDelayMs: milliseconds.optional(),
});

/** The compiler notices a type that is missing here. */
const byType: { readonly [Type in (typeof providerTypes)[number]]: z.ZodType<BuiltInSettings> } = {
  http: httpSettings,
  anthropic: anthropicSettings,
  gemini: geminiSettings,
  ollama: ollamaSettings,
  demo: demoSettings,
};

const readyProvider = madeByCode<Provider>(
  'a provider: an object with specVersion 1, an id, capabilities and call',
  (value) => {
    const { specVersion, id, capabilities, call } = value as Partial<Provider>;
    const hasParts = Array.isArray(capabilities?.apis) && typeof call === 'function';
    return specVersion === 1 && typeof id === 'string' && hasParts;
  },
);

/** The package knows its settings, and says what is wrong with them. */
const packageSettings = z.custom<PackageSettings>();

const unknownType = z.looseObject({ type: z.enum(providerTypes) });

/** Settings of a provider, or one that code has made. */
export const providerSettings = settingsBy<ProviderSettings>((value) => {
  const { type, specVersion } = (value ?? {}) as { type?: unknown; specVersion?: unknown };
  if (specVersion !== undefined) return readyProvider;
  if (isPackageEntry(value)) return packageSettings;
  const known = providerTypes.find((each) => each === type);
  return known ? byType[known] : (unknownType as unknown as z.ZodType<never>);
});

type DemoSettings = z.output<typeof demoSettings>;
export type BuiltInSettings = UpstreamSettings | DemoSettings;
export type ProviderSettings = BuiltInSettings | PackageSettings | Provider;

/** Whether code has made it already. */
export function isReady(settings: ProviderSettings): settings is Provider {
  return 'specVersion' in settings;
}

/** Whether its package is one of ours. */
export function isBuiltIn(
  settings: BuiltInSettings | PackageSettings,
): settings is BuiltInSettings {
  return !isPackageEntry(settings as unknown);
}
