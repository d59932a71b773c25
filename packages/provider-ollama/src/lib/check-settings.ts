import { badSetting, checkCommonSettings } from '@gw/provider-utils';
import type { OllamaProviderSettings } from './settings.ts';

/** Tells what is wrong with settings that come from JavaScript, a file or the environment. */
export function checkSettings(settings: OllamaProviderSettings): void {
  checkCommonSettings(settings, { factory, names });
  checkOptions(settings.options);
  checkKeepAlive(settings.keepAlive);
  checkThinkLevels(settings.thinkLevels);
}

const factory = 'createOllamaProvider';

function fail(setting: string, rule: string): never {
  throw badSetting(factory, setting, rule);
}

const names: { readonly [Name in keyof Required<OllamaProviderSettings>]: true } = {
  id: true,
  baseUrl: true,
  apiKey: true,
  headers: true,
  forwardHeaders: true,
  options: true,
  keepAlive: true,
  thinkLevels: true,
  fetchMedia: true,
  timeouts: true,
  proxy: true,
  transport: true,
};

function checkOptions(options: unknown): void {
  if (options !== undefined && !isObject(options)) {
    fail('options', 'be an object of model options, such as { num_ctx: 16384 }');
  }
}

function checkKeepAlive(keepAlive: unknown): void {
  const isText = typeof keepAlive === 'string' && keepAlive !== '';
  if (keepAlive === undefined || isText || Number.isFinite(keepAlive)) return;
  fail('keepAlive', 'be a duration such as "30m", or seconds');
}

function checkThinkLevels(thinkLevels: unknown): void {
  if (thinkLevels === undefined) return;
  if (isObject(thinkLevels) && Object.values(thinkLevels).every(isListOfNames)) return;
  fail('thinkLevels', "give each model a list of its levels, such as { 'gpt-oss*': ['low'] }");
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
