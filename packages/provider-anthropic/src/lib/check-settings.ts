import { isForwardableHeader } from '@gw/core';
import { isHeaderValue, parseHttpUrl } from '@gw/provider-utils';
import type { AnthropicProviderSettings } from './settings.ts';

/** Tells what is wrong with settings that come from JavaScript, a file or the environment. */
export function checkSettings(settings: AnthropicProviderSettings): void {
  checkNames(settings);
  const { id, version, beta, defaultMaxTokens, promptCaching, proxy } = settings;
  if (id !== undefined && !(typeof id === 'string' && /^[^\s/]+$/.test(id))) {
    fail('id', 'be a word without "/", which separates it from the model');
  }
  checkKey(settings.apiKey);
  if (version !== undefined && !isWord(version)) fail('version', 'be a date such as 2023-06-01');
  if (beta !== undefined && !(Array.isArray(beta) && beta.every(isWord))) {
    fail('beta', 'be a list of names');
  }
  checkHeaders(settings.headers);
  checkForwardHeaders(settings.forwardHeaders);
  if (
    defaultMaxTokens !== undefined &&
    !(Number.isInteger(defaultMaxTokens) && defaultMaxTokens > 0)
  )
    fail('defaultMaxTokens', 'be a whole number of tokens above 0');
  if (promptCaching !== undefined && promptCaching !== '5m' && promptCaching !== '1h') {
    fail('promptCaching', 'be 5m or 1h');
  }
  checkTimeouts(settings.timeouts);
  if (proxy !== undefined) parseHttpUrl(proxy, 'createAnthropicProvider: "proxy"');
}

function fail(setting: string, rule: string): never {
  throw new TypeError(`createAnthropicProvider: "${setting}" must ${rule}.`);
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
  timeouts: true,
  proxy: true,
  transport: true,
};

/** `baseURL` for `baseUrl` would send the key to the default upstream. */
function checkNames(settings: object): void {
  for (const name of Object.keys(settings)) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names).join(', ');
    throw new TypeError(
      `createAnthropicProvider: there is no setting "${name}"; there are ${known}.`,
    );
  }
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]+$/.test(value);
}

function checkKey(apiKey: AnthropicProviderSettings['apiKey']): void {
  if (apiKey === undefined || typeof apiKey === 'function' || isHeaderValue(apiKey)) return;
  fail('apiKey', 'be a key without line breaks and spaces around it, or a function');
}

/** RFC 9110 §5.6.2 */
const token = /^[\w!#$%&'*+.^`|~-]+$/;
/** These describe the connection or the body, and undici refuses them at the first call. */
const ownByTransport = /^(content-length|transfer-encoding|connection|keep-alive|upgrade|expect)$/i;

function checkHeaders(headers: AnthropicProviderSettings['headers'] = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!token.test(name) || ownByTransport.test(name)) fail('headers', `not set "${name}"`);
    if (!isHeaderValue(value)) fail('headers', `give "${name}" a text that fits in a header`);
  }
}

function checkForwardHeaders(patterns: AnthropicProviderSettings['forwardHeaders'] = []): void {
  if (!Array.isArray(patterns)) fail('forwardHeaders', 'be a list of names');
  for (const pattern of patterns) {
    const name = String(pattern).toLowerCase();
    if (!/^[\w!#$%&'+.^`|~-]+\*?$/.test(name)) {
      fail('forwardHeaders', 'hold header names, or beginnings of names that end in "*"');
    }
    if (!isForwardableHeader(name)) {
      fail('forwardHeaders', `not name "${name}", which belongs to the client's own connection`);
    }
  }
}

function checkTimeouts(timeouts: AnthropicProviderSettings['timeouts'] = {}): void {
  for (const [name, ms] of Object.entries(timeouts)) {
    if (!Number.isFinite(ms) || ms < 0) fail(`timeouts.${name}`, 'be a number of milliseconds');
  }
}
