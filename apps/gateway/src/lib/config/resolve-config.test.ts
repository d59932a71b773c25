import type { Hooks } from '@gw/core';
import { describe, expect, it } from 'vitest';
import { configFolder } from '../../__fixtures__/config-folder.ts';
import { createRedactor } from '../log/create-redactor.ts';
import { decideAccess } from './decide-access.ts';
import { describeConfig } from './describe-config.ts';
import type { Environment } from './read-environment.ts';
import { resolveConfig } from './resolve-config.ts';

async function resolve(config: object, env: Environment = {}) {
  await using folder = await configFolder({ 'gateway.config.json': config });
  return await resolveConfig({ flags: {}, configFile: undefined, folder: folder.path, env });
}

describe('resolveConfig', () => {
  it('reads secrets from the variables that are named', async () => {
    const config = {
      keys: [{ key: { env: 'CLIENT' }, tenant: 'a' }],
      providers: [
        { type: 'http', apiKey: { env: 'UPSTREAM' }, headers: { 'x-token': { env: 'TOKEN' } } },
      ],
    };
    const env = { CLIENT: 'sk-client', UPSTREAM: 'sk-upstream', TOKEN: 'sk-token' };
    const { access, providers } = await resolve(config, env);
    expect(access).toEqual({ kind: 'keys', keys: [{ key: 'sk-client', tenant: 'a' }] });
    expect(providers[0]?.secrets).toEqual(['sk-token', 'sk-upstream']);
    await expect(resolve(config, { ...env, TOKEN: '' })).rejects.toThrow(
      'gateway.config.json: providers[0].headers.x-token: the variable "TOKEN" is not set',
    );
    await expect(resolve(config, { ...env, CLIENT: undefined })).rejects.toThrow(
      'gateway.config.json: keys[0]: the variable "CLIENT" is not set',
    );
  });

  it('blames a provider setting by its place', async () => {
    const providers = [{ type: 'demo' }, { type: 'http', baseUrl: 'https://user:pass@x' }];
    await expect(resolve({ providers })).rejects.toThrow(
      'gateway.config.json: providers[1].baseUrl must hold no user or password; give the key as a setting',
    );
  });

  it('wants one provider an id', async () => {
    await expect(resolve({ providers: [{ type: 'http' }, { type: 'http' }] })).rejects.toThrow(
      'gateway.config.json: providers[1].id "openai" is that of [0] too',
    );
  });

  it('reads the keys that seal from the file, else from the environment', async () => {
    const [one, two] = ['a', 'b'].map((letter) => Buffer.alloc(32, letter).toString('base64'));
    const env = { GW_SEAL_KEY: one, NEW: two };
    expect((await resolve({}, env)).responses).toEqual({
      sealKeys: [{ id: 'default', key: one }],
    });
    expect((await resolve({ responses: { dialect: 'openai' } }, env)).responses).toEqual({
      dialect: 'openai',
      sealKeys: [{ id: 'default', key: one }],
    });
    const sealKeys = [
      { id: 'new', key: { env: 'NEW' } },
      { id: 'default', key: { env: 'GW_SEAL_KEY' } },
    ];
    const { responses } = await resolve({ responses: { sealKeys, maxStoredBytes: 0 } }, env);
    expect(responses).toEqual({
      maxStoredBytes: 0,
      sealKeys: [
        { id: 'new', key: two },
        { id: 'default', key: one },
      ],
    });
    expect((await resolve({})).responses).toEqual({});
  });

  it('needs no good key in the environment where the file has one', async () => {
    const key = Buffer.alloc(32).toString('base64');
    const responses = { sealKeys: [{ id: 'a', key }] };
    const wrong = { GW_SEAL_KEY: 'sk-short' };
    expect((await resolve({ responses }, wrong)).responses).toEqual(responses);
    const refused = resolve({}, wrong);
    await expect(refused).rejects.toThrow(
      'GW_SEAL_KEY must be 32 random bytes in base64, as "openssl rand -base64 32" makes them',
    );
    await expect(refused).rejects.not.toThrow('sk-short');
  });

  it('has the demo only where no provider is configured', async () => {
    expect(await resolve({})).toMatchObject({ isDemo: true, models: { demo: 'demo/demo' } });
    expect(await resolve({ providers: [] })).toMatchObject({ isDemo: true });
    const real = await resolve({ providers: [{ type: 'http' }] });
    expect(real).toMatchObject({ isDemo: false, models: undefined });
    expect(real.providers.map(({ provider }) => provider.id)).toEqual(['openai']);
  });
});

describe('describeConfig', () => {
  it('shows no secret, and where those stand that are in variables', async () => {
    const sealKey = Buffer.alloc(32, 'sk-').toString('base64');
    const config = {
      keys: { 'sk-client': 'a' },
      providers: [
        {
          type: 'http',
          apiKey: { env: 'UPSTREAM' },
          headers: { authorization: 'Basic sk-header' },
          proxy: 'http://user:sk-proxy@proxy:3128',
        },
      ],
      responses: { sealKeys: [{ id: 'a', key: sealKey }], maxStoredBytes: 1024 },
    };
    const described = describeConfig(await resolve(config, { UPSTREAM: 'sk-upstream' }));
    expect(JSON.stringify(described)).not.toContain('sk-');
    expect(JSON.stringify(described)).not.toContain(sealKey);
    expect(described).toMatchObject({
      keys: [{ key: '********', tenant: 'a' }],
      providers: [
        {
          baseUrl: 'https://api.openai.com/v1',
          apiKey: { env: 'UPSTREAM' },
          headers: { authorization: '********' },
          proxy: 'http://********@proxy:3128/',
        },
      ],
      responses: { sealKeys: [{ id: 'a', key: '********' }], maxStoredBytes: 1024 },
    });
  });

  it.each([
    'http://user:p@ssSECRET@127.0.0.1:1',
    'http:user:pass-SECRET@127.0.0.1:1',
    'http:\\\\user:pass-SECRET@127.0.0.1:1',
    'http://token-SECRET@127.0.0.1:1',
  ])('shows nothing of the credentials in a proxy, however it is spelled: %s', async (proxy) => {
    const resolved = await resolve({ providers: [{ type: 'http', apiKey: 'sk-a', proxy }] });
    const { providers } = describeConfig(resolved) as { providers: object[] };
    expect(providers).toMatchObject([{ proxy: 'http://********@127.0.0.1:1/' }]);
    const redact = createRedactor(resolved.providers.flatMap(({ secrets }) => secrets));
    expect(redact(`no way to ${proxy}, ${new URL(proxy).href}`)).not.toContain('SECRET');
  });
});

describe('decideAccess', () => {
  const input = {
    host: '0.0.0.0',
    keys: undefined,
    open: false,
    placeOfKey: () => 'key',
    env: {},
  };
  const auth: Hooks = { name: 'sso', authenticate: () => undefined };

  it('counts a hook that authenticates as knowing the callers', () => {
    expect(decideAccess({ ...input, use: [auth] })).toEqual({ kind: 'hooks' });
    expect(() => decideAccess({ ...input, use: [{ name: 'log', observe() {} }] })).toThrow(
      'Without keys the gateway listens on 127.0.0.1, ::1 or localhost only, not on "0.0.0.0"',
    );
    expect(() => decideAccess({ ...input, use: [auth], open: true })).toThrow('choose one');
  });

  it.each(['127.0.0.1', '::1', 'localhost'])('needs nothing on %s', (host) => {
    expect(decideAccess({ ...input, host, use: [] })).toEqual({ kind: 'local' });
  });
});
