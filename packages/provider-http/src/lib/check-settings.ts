import { isForwardableHeader, type Quirk } from '@gw/core';
import { isHeaderValue, parseHttpUrl, refuseCredentialNames } from '@gw/provider-utils';
import { defaultPaths } from './endpoints.ts';
import type { HttpProviderSettings } from './settings.ts';

/** Tells what is wrong with settings that come from JavaScript, a file or the environment. */
export function checkSettings(settings: HttpProviderSettings): void {
  checkNames(settings);
  checkId(settings.id);
  checkKey(settings);
  checkHeaders(settings.headers);
  checkForwardHeaders(settings);
  checkList('apis', settings.apis, apiNames);
  checkList('quirks', settings.quirks, Object.keys(quirks));
  checkPaths(settings.paths);
  checkQuery(settings.query);
  checkTimeouts(settings.timeouts);
  if (settings.proxy !== undefined) parseHttpUrl(settings.proxy, 'createHttpProvider: "proxy"');
}

function fail(setting: string, rule: string): never {
  throw new TypeError(`createHttpProvider: "${setting}" must ${rule}.`);
}

const names: { readonly [Name in keyof Required<HttpProviderSettings>]: true } = {
  id: true,
  baseUrl: true,
  apiKey: true,
  auth: true,
  headers: true,
  forwardHeaders: true,
  apis: true,
  paths: true,
  query: true,
  timeouts: true,
  proxy: true,
  transport: true,
  streamUsage: true,
  quirks: true,
};

const apiNames = Object.keys(defaultPaths).filter((name) => name !== 'models');

const quirks: { readonly [Name in Quirk]: true } = {
  max_tokens: true,
  content_index: true,
  lifecycle: true,
  missing_fields: true,
};

/** `baseURL` for `baseUrl` would send the key to the default upstream. */
function checkNames(settings: object): void {
  for (const name of Object.keys(settings)) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names).join(', ');
    throw new TypeError(`createHttpProvider: there is no setting "${name}"; there are ${known}.`);
  }
}

/** RFC 9110 §5.6.2 */
const token = /^[\w!#$%&'*+.^`|~-]+$/;

function checkId(id: string | undefined): void {
  if (id !== undefined && !(typeof id === 'string' && /^[^\s/]+$/.test(id))) {
    fail('id', 'be a word without "/", which separates it from the model');
  }
}

function checkKey({ apiKey, auth }: HttpProviderSettings): void {
  if (apiKey !== undefined && typeof apiKey !== 'function' && !isHeaderValue(apiKey)) {
    fail('apiKey', 'be a key without line breaks and spaces around it, or a function');
  }
  if (auth?.header !== undefined && !token.test(auth.header)) fail('auth.header', 'be a header');
  if (auth?.scheme && !token.test(auth.scheme)) fail('auth.scheme', 'be one word');
}

/** These describe the connection or the body, and undici refuses them at the first call. */
const ownByTransport = /^(content-length|transfer-encoding|connection|keep-alive|upgrade|expect)$/i;

function checkHeaders(headers: HttpProviderSettings['headers'] = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!token.test(name) || ownByTransport.test(name)) fail('headers', `not set "${name}"`);
    if (!isHeaderValue(value)) fail('headers', `give "${name}" a text that fits in a header`);
  }
}

function checkForwardHeaders({ forwardHeaders = [], auth }: HttpProviderSettings): void {
  if (!Array.isArray(forwardHeaders)) fail('forwardHeaders', 'be a list of names');
  for (const pattern of forwardHeaders) {
    const name = String(pattern).toLowerCase();
    if (!/^[\w!#$%&'+.^`|~-]+\*?$/.test(name)) {
      fail('forwardHeaders', 'hold header names, or beginnings of names that end in "*"');
    }
    if (!isForwardableHeader(name) || name === auth?.header?.toLowerCase()) {
      fail('forwardHeaders', `not name "${name}", which belongs to the client's own connection`);
    }
  }
}

function checkList(setting: string, list: unknown, known: readonly string[]): void {
  if (list === undefined) return;
  if (Array.isArray(list) && list.every((name) => known.includes(name))) return;
  fail(setting, `be a list of ${known.join(', ')}`);
}

function checkPaths(paths: HttpProviderSettings['paths'] = {}): void {
  for (const [name, path] of Object.entries(paths)) {
    if (!(name in defaultPaths)) fail('paths', `not name "${name}", which is no api`);
    if (typeof path !== 'string' || /[?#\s]/.test(path)) {
      fail('paths', `give "${name}" a path without query; there is a setting "query"`);
    }
  }
}

function checkQuery(query: HttpProviderSettings['query'] = {}): void {
  refuseCredentialNames(Object.keys(query), 'createHttpProvider: "query"');
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string') fail('query', `give "${name}" a text`);
  }
}

function checkTimeouts(timeouts: HttpProviderSettings['timeouts'] = {}): void {
  for (const [name, ms] of Object.entries(timeouts)) {
    if (!Number.isFinite(ms) || ms < 0) fail(`timeouts.${name}`, 'be a number of milliseconds');
  }
}
