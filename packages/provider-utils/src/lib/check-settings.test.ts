import { describe, expect, it } from 'vitest';
import { type CommonSettings, checkCommonSettings, checkWords, isToken } from './check-settings.ts';

const names = {
  id: true,
  apiKey: true,
  headers: true,
  forwardHeaders: true,
  timeouts: true,
  proxy: true,
  transport: true,
  fetchMedia: true,
} as const;
const owner = { factory: 'createAcme', names, credentialHeader: 'x-acme' };
const check = (settings: unknown) => () => checkCommonSettings(settings as CommonSettings, owner);

describe('what every provider can be told', () => {
  it.each<[object, string]>([
    [{ baseURL: 'x' }, 'there is no setting "baseURL"; there are id, apiKey, headers,'],
    [{ toString: 'x' }, 'there is no setting "toString"'],
    [{ id: '' }, '"id" must be a word'],
    [{ id: 'a/b' }, '"id" must be a word'],
    [{ id: 7 }, '"id" must be a word'],
    [{ apiKey: '' }, '"apiKey" must be a key without line breaks'],
    [{ apiKey: 'sk-secret\n' }, '"apiKey" must be a key without line breaks'],
    [{ headers: { 'a b': 'c' } }, '"headers" must not set "a b"'],
    [{ headers: { 'Content-Length': '1' } }, '"headers" must not set "Content-Length"'],
    [{ headers: { a: 'sk-secret\r\nb: c' } }, '"headers" must give "a" a text'],
    [{ forwardHeaders: 'x-a' }, '"forwardHeaders" must be a list'],
    [{ forwardHeaders: ['*'] }, '"forwardHeaders" must hold header names'],
    [{ forwardHeaders: ['Authorization'] }, '"forwardHeaders" must not name "authorization"'],
    [{ forwardHeaders: ['X-Acme'] }, '"forwardHeaders" must not name "x-acme"'],
    [{ timeouts: { idleMs: -1 } }, '"timeouts.idleMs" must be a number of milliseconds'],
    [{ timeouts: { connectMs: '10' } }, '"timeouts.connectMs" must be a number of milliseconds'],
    [{ timeouts: { idleMs: Number.NaN } }, '"timeouts.idleMs" must be'],
    [{ headers: null }, '"headers" must be an object'],
    [{ headers: 'a: b' }, '"headers" must be an object'],
    [{ timeouts: { idle: 5 } }, '"timeouts" must be an object of connectMs, firstByteMs, idleMs'],
    [{ timeouts: null }, '"timeouts" must be an object'],
    [{ transport: 7 }, '"transport" must have a function "request", as what createTransport()'],
    [
      { fetchMedia: true },
      '"fetchMedia" must have a function "fetchAll", as what createGuardedFetch()',
    ],
    [{ proxy: 'sk-secret' }, '"proxy" must be a URL'],
  ])('is refused by name and in the name of the factory: %j', (settings, message) => {
    expect(check(settings)).toThrow(TypeError);
    expect(check(settings)).toThrow(`createAcme: ${message}`);
    expect(check(settings)).not.toThrow('sk-secret');
  });

  it.each([
    {},
    { id: undefined, apiKey: undefined, headers: undefined, proxy: undefined },
    { id: 'acme', apiKey: 'sk-1', forwardHeaders: ['X-Trace-*'], timeouts: { idleMs: 0 } },
    { timeouts: { idleMs: undefined }, transport: { request: async () => {} } },
    { apiKey: () => 'sk-1', headers: { 'X-Acme': 'b c' }, proxy: 'http://proxy:80' },
  ])('is taken: %j', (settings) => {
    expect(check(settings)).not.toThrow();
  });
});

it('a list of words holds only those that there are', () => {
  const checkApis = (list: unknown) => () => checkWords('createAcme', 'apis', list, ['a', 'b']);
  for (const good of [undefined, [], ['b']]) expect(checkApis(good)).not.toThrow();
  for (const bad of ['a', null, ['c'], [7]]) {
    expect(checkApis(bad)).toThrow('createAcme: "apis" must be a list of a, b.');
  }
});

it.each([
  ['x-acme', true],
  ['Bearer', true],
  ['a b', false],
  ['a:', false],
  ['', false],
  [7, false],
])('isToken(%j) is %j', (text, expected) => {
  expect(isToken(text)).toBe(expected);
});
