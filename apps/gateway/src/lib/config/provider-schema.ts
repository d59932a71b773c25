import type { Provider } from '@gw/core';
import { presets } from '@gw/provider-http';
import { z } from 'zod';
import { apiName, quirk } from './api-names.ts';
import { milliseconds, secretValue, text } from './setting-types.ts';
import { madeByCode, settingsBy, strictSettings } from './strict-settings.ts';

const httpSettings = strictSettings({
  type: z.literal('http'),
  preset: z.enum(Object.keys(presets) as PresetName[]).optional(),
  id: text.optional(),
  baseUrl: text.optional(),
  apiKey: settingsBy<z.output<typeof secretValue> | SecretFunction>((value) =>
    typeof value === 'function' ? secretFunction : secretValue,
  ).optional(),
  auth: strictSettings({ header: text.optional(), scheme: z.string().optional() }).optional(),
  headers: z.record(z.string(), secretValue).optional(),
  forwardHeaders: z.array(text).optional(),
  apis: z.array(apiName).min(1).readonly().optional(),
  paths: strictSettings({
    chat: text,
    responses: text,
    compact: text,
    input_tokens: text,
    embeddings: text,
    images: text,
    models: text,
  })
    .partial()
    .optional(),
  query: z.record(z.string(), z.string()).optional(),
  timeouts: strictSettings({
    connectMs: milliseconds,
    firstByteMs: milliseconds,
    idleMs: milliseconds,
  })
    .partial()
    .optional(),
  proxy: text.optional(),
  streamUsage: z.boolean().optional(),
  quirks: z.array(quirk).readonly().optional(),
});

type PresetName = keyof typeof presets;

/** A preset's own settings in its place; what stands beside it wins. */
const httpProvider = httpSettings.transform(({ preset, ...own }, context) => {
  const settings = { ...(preset && presets[preset]), ...own };
  // Else its calls would go to OpenAI.
  if (preset && settings.baseUrl === undefined) {
    const message = `is missing: the preset "${preset}" has none`;
    context.issues.push({ code: 'custom', path: ['baseUrl'], message, input: undefined });
  }
  return settings;
});

type SecretFunction = () => string | Promise<string>;
const secretFunction = z.custom<SecretFunction>();

const demoProvider = strictSettings({
  type: z.literal('demo'),
  id: text.optional(),
  wordDelayMs: milliseconds.optional(),
});

const readyProvider = madeByCode<Provider>(
  'a provider: an object with specVersion 1, an id, capabilities and call',
  (value) => {
    const { specVersion, id, capabilities, call } = value as Partial<Provider>;
    const hasParts = Array.isArray(capabilities?.apis) && typeof call === 'function';
    return specVersion === 1 && typeof id === 'string' && hasParts;
  },
);

const unknownType = z.looseObject({ type: z.enum(['http', 'demo']) });

/** Settings of a provider, or one that code has made. */
export const providerSettings = settingsBy<HttpSettings | DemoSettings | Provider>((value) => {
  const { type, specVersion } = (value ?? {}) as { type?: unknown; specVersion?: unknown };
  if (specVersion !== undefined) return readyProvider;
  if (type === 'http') return httpProvider;
  return type === 'demo' ? demoProvider : (unknownType as unknown as z.ZodType<never>);
});

export type HttpSettings = z.output<typeof httpProvider>;
/** As they are written. */
export type WrittenHttpSettings = z.input<typeof httpProvider>;
export type DemoSettings = z.output<typeof demoProvider>;
