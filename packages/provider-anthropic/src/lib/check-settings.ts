import { badSetting, checkCommonSettings } from '@gw/provider-utils';
import type { AnthropicProviderSettings } from './settings.ts';

/** Tells what is wrong with settings that come from JavaScript, a file or the environment. */
export function checkSettings(settings: AnthropicProviderSettings): void {
  checkCommonSettings(settings, { factory, names });
  const { version, beta, defaultMaxTokens, promptCaching } = settings;
  if (version !== undefined && !isWord(version)) fail('version', 'be a date such as 2023-06-01');
  if (beta !== undefined && !(Array.isArray(beta) && beta.every(isWord))) {
    fail('beta', 'be a list of names');
  }
  if (defaultMaxTokens !== undefined && !isCount(defaultMaxTokens)) {
    fail('defaultMaxTokens', 'be a whole number of tokens above 0');
  }
  if (promptCaching !== undefined && promptCaching !== '5m' && promptCaching !== '1h') {
    fail('promptCaching', 'be 5m or 1h');
  }
}

const factory = 'createAnthropicProvider';

function fail(setting: string, rule: string): never {
  throw badSetting(factory, setting, rule);
}

const names: { readonly [Name in keyof Required<AnthropicProviderSettings>]: true } = {
  id: true,
  baseUrl: true,
  apiKey: true,
  version: true,
  beta: true,
  headers: true,
  forwardHeaders: true,
  defaultMaxTokens: true,
  promptCaching: true,
  fetchMedia: true,
  timeouts: true,
  proxy: true,
  transport: true,
};

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]+$/.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0;
}
