import { presets } from '@gw/provider-http';
import { z } from 'zod';
import { apiName, quirk } from './api-names.ts';
import { fetchMediaSetting } from './media-fetch.ts';
import { milliseconds, secretValue, text } from './setting-types.ts';
import { settingsBy, strictSettings } from './strict-settings.ts';

type SecretFunction = () => string | Promise<string>;
const secretFunction = z.custom<SecretFunction>();

/** What every provider that asks an upstream can be told. */
const common = {
  id: text.optional(),
  baseUrl: text.optional(),
  apiKey: settingsBy<z.output<typeof secretValue> | SecretFunction>((value) =>
    typeof value === 'function' ? secretFunction : secretValue,
  ).optional(),
  headers: z.record(z.string(), secretValue).optional(),
  forwardHeaders: z.array(text).optional(),
  timeouts: strictSettings({
    connectMs: milliseconds,
    firstByteMs: milliseconds,
    idleMs: milliseconds,
  })
    .partial()
    .optional(),
  proxy: text.optional(),
};

/** Of those whose upstreams do not follow every URL themselves. */
const withMedia = { ...common, fetchMedia: fetchMediaSetting.optional() };

const writtenHttp = strictSettings({
  type: z.literal('http'),
  preset: z.enum(Object.keys(presets) as PresetName[]).optional(),
  ...common,
  auth: strictSettings({ header: text.optional(), scheme: z.string().optional() }).optional(),
  apis: z.array(apiName).min(1).readonly().optional(),
  paths: strictSettings({
    chat: text,
    responses: text,
    compact: text,
    input_tokens: text,
    messages: text,
    count_tokens: text,
    embeddings: text,
    images: text,
    models: text,
  })
    .partial()
    .optional(),
  query: z.record(z.string(), z.string()).optional(),
  streamUsage: z.boolean().optional(),
  quirks: z.array(quirk).readonly().optional(),
});

type PresetName = keyof typeof presets;

/** A preset's own settings in its place; what stands beside it wins. */
export const httpSettings = writtenHttp.transform(({ preset, ...own }, context) => {
  const settings = { ...(preset && presets[preset]), ...own };
  // Else its calls would go to OpenAI.
  if (preset && settings.baseUrl === undefined) {
    const message = `is missing: the preset "${preset}" has none`;
    context.issues.push({ code: 'custom', path: ['baseUrl'], message, input: undefined });
  }
  return settings;
});

export const anthropicSettings = strictSettings({
  type: z.literal('anthropic'),
  ...withMedia,
  version: text.optional(),
  beta: z.array(text).optional(),
  defaultMaxTokens: z.int().min(1).optional(),
  promptCaching: z.enum(['5m', '1h']).optional(),
});

export const geminiSettings = strictSettings({
  type: z.literal('gemini'),
  ...withMedia,
  apis: z.array(apiName.extract(['responses', 'input_tokens', 'embeddings', 'images'])).optional(),
  safetySettings: z.array(strictSettings({ category: text, threshold: text })).optional(),
});

export const ollamaSettings = strictSettings({
  type: z.literal('ollama'),
  ...withMedia,
  options: z.record(z.string(), z.unknown()).optional(),
  keepAlive: settingsBy<string | number>((value) =>
    typeof value === 'number' ? z.number() : text,
  ).optional(),
  thinkLevels: z.record(z.string(), z.array(text).min(1)).optional(),
});

/** As they are written. */
export interface WrittenSettings {
  readonly http: z.input<typeof httpSettings>;
  readonly anthropic: z.input<typeof anthropicSettings>;
  readonly gemini: z.input<typeof geminiSettings>;
  readonly ollama: z.input<typeof ollamaSettings>;
}

export type HttpSettings = z.output<typeof httpSettings>;

/** Settings of a provider that asks an upstream. */
export type UpstreamSettings =
  | HttpSettings
  | z.output<typeof anthropicSettings>
  | z.output<typeof geminiSettings>
  | z.output<typeof ollamaSettings>;
