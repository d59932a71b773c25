import type { Quirk } from '@gw/core';
import {
  badSetting,
  checkCommonSettings,
  checkWords,
  isToken,
  refuseCredentialNames,
} from '@gw/provider-utils';
import { defaultPaths } from './endpoints.ts';
import type { HttpProviderSettings } from './settings.ts';

/** Tells what is wrong with settings that come from JavaScript, a file or the environment. */
export function checkSettings(settings: HttpProviderSettings): void {
  checkAuth(settings.auth);
  const credentialHeader = settings.auth?.header?.toLowerCase();
  checkCommonSettings(settings, { factory, names, credentialHeader });
  checkWords(factory, 'apis', settings.apis, apiNames);
  checkWords(factory, 'quirks', settings.quirks, Object.keys(quirks));
  checkPaths(settings.paths);
  checkQuery(settings.query);
}

const factory = 'createHttpProvider';

function fail(setting: string, rule: string): never {
  throw badSetting(factory, setting, rule);
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
  strict_messages: true,
  content_index: true,
  lifecycle: true,
  missing_fields: true,
};

function checkAuth(auth: HttpProviderSettings['auth']): void {
  if (auth?.header !== undefined && !isToken(auth.header)) fail('auth.header', 'be a header');
  if (auth?.scheme && !isToken(auth.scheme)) fail('auth.scheme', 'be one word');
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
  refuseCredentialNames(Object.keys(query), `${factory}: "query"`);
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string') fail('query', `give "${name}" a text`);
  }
}
