import { isForwardableHeader } from '@gw/core';
import { isHeaderValue, parseHttpUrl } from '@gw/provider-utils';
import { isMembers } from './members.ts';
import type { GeminiApi, GeminiProviderSettings } from './settings.ts';

/** Tells what is wrong with settings that come from JavaScript, a file or the environment. */
export function checkSettings(settings: GeminiProviderSettings): void {
  checkNames(settings);
  checkId(settings.id);
  checkKey(settings.apiKey);
  checkHeaders(settings.headers);
  checkForwardHeaders(settings.forwardHeaders);
  checkApis(settings.apis);
  checkSafety(settings.safetySettings);
  checkTimeouts(settings.timeouts);
  if (settings.proxy !== undefined) parseHttpUrl(settings.proxy, 'createGeminiProvider: "proxy"');
}

function fail(setting: string, rule: string): never {
  throw new TypeError(`createGeminiProvider: "${setting}" must ${rule}.`);
}

const names: { readonly [Name in keyof Required<GeminiProviderSettings>]: true } = {
  id: true,
  baseUrl: true,
  apiKey: true,
  headers: true,
  forwardHeaders: true,
  apis: true,
  safetySettings: true,
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

/** `baseURL` for `baseUrl` would send the key to the default upstream. */
function checkNames(settings: object): void {
  for (const name of Object.keys(settings)) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names).join(', ');
    throw new TypeError(`createGeminiProvider: there is no setting "${name}"; there are ${known}.`);
  }
}

function checkId(id: string | undefined): void {
  if (id !== undefined && !(typeof id === 'string' && /^[^\s/]+$/.test(id))) {
    fail('id', 'be a word without "/", which separates it from the model');
  }
}

function checkKey(apiKey: GeminiProviderSettings['apiKey']): void {
  if (apiKey !== undefined && typeof apiKey !== 'function' && !isHeaderValue(apiKey)) {
    fail('apiKey', 'be a key without line breaks and spaces around it, or a function');
  }
}

/** RFC 9110 §5.6.2 */
const token = /^[\w!#$%&'*+.^`|~-]+$/;

/** These describe the connection or the body, and undici refuses them at the first call. */
const ownByTransport = /^(content-length|transfer-encoding|connection|keep-alive|upgrade|expect)$/i;

function checkHeaders(headers: GeminiProviderSettings['headers'] = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!token.test(name) || ownByTransport.test(name)) fail('headers', `not set "${name}"`);
    if (!isHeaderValue(value)) fail('headers', `give "${name}" a text that fits in a header`);
  }
}

function checkForwardHeaders(patterns: readonly string[] = []): void {
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

function checkApis(apis: unknown): void {
  if (apis === undefined) return;
  const known: readonly string[] = geminiApis;
  if (Array.isArray(apis) && apis.every((name) => known.includes(name))) return;
  fail('apis', `be a list of ${known.join(', ')}`);
}

function checkSafety(settings: unknown): void {
  if (settings === undefined) return;
  const isGood = (setting: unknown) =>
    isMembers(setting) &&
    typeof setting.category === 'string' &&
    typeof setting.threshold === 'string';
  if (Array.isArray(settings) && settings.every(isGood)) return;
  fail('safetySettings', 'be a list of { category, threshold }');
}

function checkTimeouts(timeouts: GeminiProviderSettings['timeouts'] = {}): void {
  for (const [name, ms] of Object.entries(timeouts)) {
    if (!Number.isFinite(ms) || ms < 0) fail(`timeouts.${name}`, 'be a number of milliseconds');
  }
}
