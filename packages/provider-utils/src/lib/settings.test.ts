import { describe, expect, it } from 'vitest';
import { parseBaseUrl, refuseCredentialNames } from './base-url.ts';
import { resolveCredential } from './secret.ts';
import { selectHeaders } from './select-headers.ts';

describe('parseBaseUrl', () => {
  const join = (base: string, path = 'chat/completions', query = {}) =>
    parseBaseUrl(base, 'x: "baseUrl"', query).join(path);

  it.each([
    ['https://host', 'https://host/chat/completions'],
    ['https://host/', 'https://host/chat/completions'],
    ['https://host/v1', 'https://host/v1/chat/completions'],
    ['https://host/openai/v1/', 'https://host/openai/v1/chat/completions'],
    ['https://host/openai//', 'https://host/openai/chat/completions'],
    ['http://[::1]:8080/v1', 'http://[::1]:8080/v1/chat/completions'],
    ['https://host/v1?api-version=1', 'https://host/v1/chat/completions?api-version=1'],
  ])('keeps the path of %s', (base, expected) => {
    expect(join(base)).toBe(expected);
  });

  it('adds a query, and takes a slash in front of the path', () => {
    const url = join('https://host/v1?a=1', '/models', { 'api-version': '2 3' });
    expect(url).toBe('https://host/v1/models?a=1&api-version=2+3');
  });

  it.each(['host/v1', '', 'ftp://host', '/v1', 'https://'])('refuses %j', (base) => {
    expect(() => join(base)).toThrow('x: "baseUrl" must be a URL that starts with http://');
  });

  it.each([
    'https://user:sk-secret@host/v1',
    'https://sk-secret@host/v1',
    'https://host/v1?key=sk-secret',
    'https://host/v1?api_key=sk-secret',
    'https://host/v1?Api-Key=sk-secret',
    'https://host/v1?access_token=sk-secret',
    'https://host/v1#sk-secret',
  ])('refuses a credential in %s without quoting it', (base) => {
    expect(() => join(base)).toThrow(/^x: "baseUrl" must h(old|ave) no/);
    expect(() => join(base)).not.toThrow('sk-secret');
  });

  it('lets parameters pass that only sound similar', () => {
    refuseCredentialNames(['api-version', 'monkey', 'max_tokens', 'keyed'], 'x');
  });
});

describe('selectHeaders', () => {
  const client = {
    'openai-beta': 'assistants=v2',
    'x-trace-id': '1',
    'x-trace-parent': ['2', '3'],
    'x-traces': '4',
    authorization: 'Bearer client',
    'x-api-key': 'client',
    'x-trace-token': 'client',
    cookie: 'client',
    host: 'gateway',
    'content-length': '3',
  };

  it('selects nothing by default', () => {
    expect(selectHeaders(client, [])).toEqual({});
  });

  it('selects by name and by beginning', () => {
    expect(selectHeaders(client, ['openai-beta', 'x-trace-*', 'absent'])).toEqual({
      'openai-beta': 'assistants=v2',
      'x-trace-id': '1',
      'x-trace-parent': ['2', '3'],
    });
  });

  it('never selects credentials or what belongs to a connection', () => {
    const names = [
      'authorization',
      'x-api-key',
      'cookie',
      'host',
      'content-length',
      'x-trace-token',
    ];
    expect(selectHeaders(client, [...names, 'a*', 'x-a*', 'c*'])).toEqual({});
  });
});

describe('resolveCredential', () => {
  const { signal } = new AbortController();

  it.each([['sk-1'], [() => 'sk-1'], [async () => 'sk-1']])('reads %s', async (secret) => {
    expect(await resolveCredential('acme', secret, signal)).toBe('sk-1');
  });

  it.each(['', 'sk-1\n', ' sk-1', 'sk-ü', 'sk-1\r\nx: y'])(
    'refuses %j without quoting it',
    async (key) => {
      const asking = Promise.resolve(resolveCredential('acme', () => key, signal));
      const error = (await asking.catch((thrown: unknown) => thrown)) as Error;
      expect(error).toMatchObject({
        code: 'upstream_authentication_error',
        message: 'The gateway has no credential for the upstream "acme".',
      });
      if (key) expect(String(error.cause)).not.toContain(key);
    },
  );

  it('keeps what a failing function threw as the cause', async () => {
    const cause = new Error('vault is down');
    const secret = () => Promise.reject(cause);
    await expect(resolveCredential('acme', secret, signal)).rejects.toMatchObject({ cause });
  });

  it('waits no longer than its caller', async () => {
    const controller = new AbortController();
    const waiting = resolveCredential('acme', () => new Promise(() => {}), controller.signal);
    controller.abort('gone');
    await expect(waiting).rejects.toBe('gone');
  });
});
