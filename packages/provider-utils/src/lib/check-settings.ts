import { isForwardableHeader } from '@gw/core';
import { parseHttpUrl } from './base-url.ts';
import { isMembers, membersOf } from './members.ts';
import { isHeaderValue } from './secret.ts';
import { defaultTimeouts } from './transport.ts';

/** What providers can be told. Values come from JavaScript, a file or the environment. */
export interface CommonSettings {
  readonly id?: unknown;
  readonly apiKey?: unknown;
  readonly headers?: unknown;
  readonly forwardHeaders?: unknown;
  readonly timeouts?: unknown;
  readonly proxy?: unknown;
  readonly transport?: unknown;
  readonly fetchMedia?: unknown;
}

/** Whose settings they are. */
export interface SettingsOwner {
  /** The factory that got them, for errors: `createHttpProvider`. */
  readonly factory: string;
  /** All settings that there are. */
  readonly names: Readonly<Record<string, true>>;
  /** Header of the credential, which no client may send, in lower case. Default: none of its own. */
  readonly credentialHeader?: string | undefined;
}

/**
 * Tells what is wrong with the settings that providers share, and with names that there are not.
 * @throws {TypeError} naming the factory and the setting, without quoting a value.
 */
export function checkCommonSettings(settings: CommonSettings, owner: SettingsOwner): void {
  const { factory } = owner;
  checkNames(factory, settings, owner.names);
  checkId(factory, settings.id);
  checkKey(factory, settings.apiKey);
  checkHeaders(factory, settings.headers);
  checkForwardHeaders(factory, settings.forwardHeaders, owner.credentialHeader);
  checkTimeouts(factory, settings.timeouts);
  if (settings.proxy !== undefined) parseHttpUrl(settings.proxy, `${factory}: "proxy"`);
  checkTool(factory, 'transport', settings.transport, ['request', 'createTransport']);
  checkTool(factory, 'fetchMedia', settings.fetchMedia, ['fetchAll', 'createGuardedFetch']);
}

/** A setting that breaks its rule, to be thrown: `"id" must be a word …`. */
export function badSetting(factory: string, setting: string, rule: string): TypeError {
  return new TypeError(`${factory}: "${setting}" must ${rule}.`);
}

/** @throws {TypeError} unless the setting is missing, or a list of some of these words. */
export function checkWords(
  factory: string,
  setting: string,
  list: unknown,
  known: readonly string[],
): void {
  if (list === undefined) return;
  if (Array.isArray(list) && list.every((word) => known.includes(word))) return;
  throw badSetting(factory, setting, `be a list of ${known.join(', ')}`);
}

/** Whether it can name a header, or a scheme. RFC 9110 §5.6.2 */
export function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

/** `baseURL` for `baseUrl` would send the key to the default upstream. */
function checkNames(factory: string, settings: object, names: object): void {
  for (const name of Object.keys(settings)) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names).join(', ');
    throw new TypeError(`${factory}: there is no setting "${name}"; there are ${known}.`);
  }
}

function checkId(factory: string, id: unknown): void {
  if (id === undefined || (typeof id === 'string' && /^[^\s/]+$/.test(id))) return;
  throw badSetting(factory, 'id', 'be a word without "/", which separates it from the model');
}

function checkKey(factory: string, apiKey: unknown): void {
  if (apiKey === undefined || typeof apiKey === 'function' || isHeaderValue(apiKey)) return;
  const rule = 'be a key without line breaks and spaces around it, or a function';
  throw badSetting(factory, 'apiKey', rule);
}

/** These describe the connection or the body, and undici refuses them at the first call. */
const ownByTransport = /^(content-length|transfer-encoding|connection|keep-alive|upgrade|expect)$/i;

function checkHeaders(factory: string, headers: unknown = {}): void {
  const bad = (rule: string) => badSetting(factory, 'headers', rule);
  if (!isMembers(headers)) throw bad('be an object of names and texts');
  for (const [name, value] of Object.entries(headers)) {
    if (!isToken(name) || ownByTransport.test(name)) throw bad(`not set "${name}"`);
    if (!isHeaderValue(value)) throw bad(`give "${name}" a text that fits in a header`);
  }
}

function checkForwardHeaders(factory: string, patterns: unknown = [], credential?: string): void {
  const bad = (rule: string) => badSetting(factory, 'forwardHeaders', rule);
  if (!Array.isArray(patterns)) throw bad('be a list of names');
  for (const pattern of patterns) {
    const name = String(pattern).toLowerCase();
    if (!/^[\w!#$%&'+.^`|~-]+\*?$/.test(name)) {
      throw bad('hold header names, or beginnings of names that end in "*"');
    }
    if (isForwardableHeader(name) && name !== credential) continue;
    throw bad(`not name "${name}", which belongs to the client's own connection`);
  }
}

function checkTimeouts(factory: string, timeouts: unknown = {}): void {
  const known = Object.keys(defaultTimeouts);
  if (!isMembers(timeouts) || Object.keys(timeouts).some((name) => !known.includes(name))) {
    throw badSetting(factory, 'timeouts', `be an object of ${known.join(', ')}`);
  }
  for (const [name, ms] of Object.entries(timeouts)) {
    if (ms === undefined || (Number.isFinite(ms) && Number(ms) >= 0)) continue;
    throw badSetting(factory, `timeouts.${name}`, 'be a number of milliseconds');
  }
}

/** What is no tool fails only when a request needs it. */
function checkTool(
  factory: string,
  setting: string,
  tool: unknown,
  [name, maker]: readonly [string, string],
): void {
  if (tool === undefined || typeof membersOf(tool)[name] === 'function') return;
  throw badSetting(factory, setting, `have a function "${name}", as what ${maker}() makes has`);
}
