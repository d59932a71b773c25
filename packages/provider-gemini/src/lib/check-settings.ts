import { badSetting, checkCommonSettings, checkWords, isMembers } from '@gw/provider-utils';
import type { GeminiApi, GeminiProviderSettings } from './settings.ts';

/** Tells what is wrong with settings that come from JavaScript, a file or the environment. */
export function checkSettings(settings: GeminiProviderSettings): void {
  checkCommonSettings(settings, { factory, names });
  checkWords(factory, 'apis', settings.apis, geminiApis);
  checkSafety(settings.safetySettings);
}

const factory = 'createGeminiProvider';

const names: { readonly [Name in keyof Required<GeminiProviderSettings>]: true } = {
  id: true,
  baseUrl: true,
  apiKey: true,
  headers: true,
  forwardHeaders: true,
  apis: true,
  safetySettings: true,
  fetchMedia: true,
  timeouts: true,
  proxy: true,
  transport: true,
};

/** All that can be asked for; a new one does not compile until it stands here. */
export const geminiApis = Object.keys({
  responses: true,
  input_tokens: true,
  embeddings: true,
  images: true,
} satisfies Record<GeminiApi, true>) as readonly GeminiApi[];

function checkSafety(settings: unknown): void {
  if (settings === undefined) return;
  const isGood = (setting: unknown) =>
    isMembers(setting) &&
    typeof setting.category === 'string' &&
    typeof setting.threshold === 'string';
  if (Array.isArray(settings) && settings.every(isGood)) return;
  throw badSetting(factory, 'safetySettings', 'be a list of { category, threshold }');
}
