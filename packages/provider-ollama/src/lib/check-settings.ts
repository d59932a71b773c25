import { isForwardableHeader } from '@gw/core';
import { isHeaderValue, parseHttpUrl } from '@gw/provider-utils';
import type { OllamaProviderSettings } from './settings.ts';

/** Tells what is wrong with settings that come from JavaScript, a file or the environment. */
export function checkSettings(settings: OllamaProviderSettings): void {
  checkNames(settings);
  checkId(settings.id);
  checkKey(settings.apiKey);
  checkHeaders(settings.headers);
  checkForwardHeaders(settings.forwardHeaders);
  checkOptions(settings.options);
  checkKeepAlive(settings.keepAlive);
  checkThinkLevels(settings.thinkLevels);
  checkTimeouts(settings.timeouts);
  if (settings.proxy !== undefined) parseHttpUrl(settings.proxy, 'createOllamaProvider: "proxy"');
}

function fail(setting: string, rule: string): never {
  throw new TypeError(`createOllamaProvider: "${setting}" must ${rule}.`);
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
  timeouts: true,
  proxy: true,
  transport: true,
};

/** `baseURL` for `baseUrl` would send the key to the default upstream. */
function checkNames(settings: object): void {
  for (const name of Object.keys(settings)) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names).join(', ');
    throw new TypeError(`createOllamaProvider: there is no setting "${name}"; there are ${known}.`);
  }
}

function checkId(id: unknown): void {
  if (id !== undefined && !(typeof id === 'string' && /^[^\s/]+$/.test(id))) {
    fail('id', 'be a word without "/", which separates it from the model');
  }
}

function checkKey(apiKey: unknown): void {
  if (apiKey !== undefined && typeof apiKey !== 'function' && !isHeaderValue(apiKey)) {
    fail('apiKey', 'be a key without line breaks and spaces around it, or a function');
  }
}

/** RFC 9110 §5.6.2 */
const token = /^[\w!#$%&'*+.^`|~-]+$/;

/** These describe the connection or the body, and undici refuses them at the first call. */
const ownByTransport = /^(content-length|transfer-encoding|connection|keep-alive|upgrade|expect)$/i;

function checkHeaders(headers: OllamaProviderSettings['headers'] = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!token.test(name) || ownByTransport.test(name)) fail('headers', `not set "${name}"`);
    if (!isHeaderValue(value)) fail('headers', `give "${name}" a text that fits in a header`);
  }
}

function checkForwardHeaders(forwardHeaders: unknown = []): void {
  if (!Array.isArray(forwardHeaders)) fail('forwardHeaders', 'be a list of names');
  for (const pattern of forwardHeaders) {
    const name = String(pattern).toLowerCase();
    if (!/^[\w!#$%&'+.^`|~-]+\*?$/.test(name)) {
      fail('forwardHeaders', 'hold header names, or beginnings of names that end in "*"');
    }
    if (!isForwardableHeader(name)) {
      fail('forwardHeaders', `not name "${name}", which belongs to the client's own connection`);
    }
  }
}

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

function checkTimeouts(timeouts: OllamaProviderSettings['timeouts'] = {}): void {
  for (const [name, ms] of Object.entries(timeouts)) {
    if (!Number.isFinite(ms) || ms < 0) fail(`timeouts.${name}`, 'be a number of milliseconds');
  }
}
