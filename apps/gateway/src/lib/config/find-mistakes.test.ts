import { describe, expect, it } from 'vitest';
import { configFolder } from '../../__fixtures__/config-folder.ts';
import type { Environment } from './read-environment.ts';
import { resolveConfig } from './resolve-config.ts';

async function problemsOf(config: unknown, env: Environment = {}) {
  await using folder = await configFolder({ 'c.json': JSON.stringify(config) });
  const input = { flags: {}, configFile: 'c.json', folder: folder.path, env };
  return await resolveConfig(input).then(
    () => [],
    (error) => error.problems,
  );
}

it('tells a slash in the id of a provider', async () => {
  const providers = [{ type: 'http', id: 'team/a', baseUrl: 'http://127.0.0.1:9/v1' }];
  expect(await problemsOf({ providers, models: { fast: 'gone/x' } })).toEqual([
    'c.json: providers[0].id must be a word without "/", which separates it from the model',
  ]);
});

describe('a configuration with several mistakes', () => {
  it('is told of all at once: shape, variables, ids, models and the environment', async () => {
    const config = {
      port: 70_000,
      keys: [
        { key: { env: 'KEY_A' }, tenant: 7 },
        { key: { env: 'KEY_B' }, tenant: 'b' },
      ],
      providers: [
        { type: 'http', id: 'a', apiKey: { env: 'A' }, headers: { 'x-b': { env: 'B' } } },
        { type: 'http', id: 'a', baseURL: 'http://x', apiKey: { env: 'C' } },
        { type: 'http', id: 'c', baseUrl: 'localhost' },
      ],
      models: { 'a*b': 'a/x', fast: 'gone/x', slow: 'c/x', wrong: 7 },
      responses: {
        dialect: 'mine',
        sealKeys: [
          { id: 'new', key: { env: 'SEAL' } },
          { id: 'old', key: 'sk-too-short' },
          { id: 'old', key: '*'.repeat(8) },
        ],
      },
    };
    expect(await problemsOf(config, { GW_OPEN: 'maybe' })).toEqual([
      'c.json: port must be at most 65535, not 70000',
      'c.json: keys[0].tenant must be a string, not a number',
      'c.json: providers[1] has no setting "baseURL" (did you mean "baseUrl"?)',
      'c.json: models.wrong must be "provider/model", a target or a list of them, not a number',
      'c.json: responses.dialect must be one of "openai", "openresponses", not "mine"',
      'c.json: keys[0]: the variable "KEY_A" is not set',
      'c.json: keys[1]: the variable "KEY_B" is not set',
      'c.json: providers[0].apiKey: the variable "A" is not set',
      'c.json: providers[0].headers.x-b: the variable "B" is not set',
      'c.json: providers[1].apiKey: the variable "C" is not set',
      'c.json: providers[1].id "a" is that of [0] too',
      'c.json: providers[2].baseUrl must be a URL that starts with http:// or https://',
      'c.json: Model "a*b" may have one "*", at its end.',
      'c.json: Model "fast" names an unknown provider "gone".',
      'c.json: responses.sealKeys[0].key: the variable "SEAL" is not set',
      'c.json: responses.sealKeys[1].key must be 32 random bytes in base64, as "openssl rand -base64 32" makes them',
      'c.json: responses.sealKeys[2].key is the mask that --check prints, not a key',
      'c.json: responses.sealKeys[2].id "old" is that of [1] too',
      'GW_OPEN must be 1 or 0, not "maybe"',
    ]);
  });

  it('is not blamed for models of a provider that does not tell its id', async () => {
    const config = { providers: [{ id: 7, type: 'http' }], models: { fast: 'mine/x' } };
    expect(await problemsOf(config)).toEqual([
      'c.json: providers[0].id must be a string, not a number',
    ]);
  });

  it('is told of an api that the provider of a model does not speak', async () => {
    const url = 'http://127.0.0.1:1/v1';
    const config = {
      providers: [
        { type: 'http', id: 'r', baseUrl: url, apis: ['responses'] },
        { type: 'http', preset: 'groq' },
      ],
      models: {
        wrong: ['groq/x', { provider: 'r', api: 'chat' }],
        narrow: { provider: 'groq', api: 'chat', capabilities: { apis: ['responses'] } },
        fine: { provider: 'groq', api: 'responses' },
      },
    };
    expect(await problemsOf(config)).toEqual([
      'c.json: Model "wrong" sets "api" to "chat", which provider "r" does not speak; it speaks responses.',
      'c.json: Model "narrow" sets "api" to "chat", which provider "groq" does not speak; it speaks responses.',
    ]);
  });

  it('is not blamed for the api of a model whose provider cannot be made', async () => {
    const config = {
      providers: [
        { type: 'http', id: 'a', apis: ['chat', 'respones'] },
        { type: 'http', preset: 'groq', apiKey: { env: 'GROQ' } },
      ],
      models: {
        one: { provider: 'a', api: 'responses' },
        two: { provider: 'groq', api: 'images' },
      },
    };
    expect(await problemsOf(config)).toEqual([
      expect.stringMatching(/^c\.json: providers\[0\]\.apis\[1\] must be one of/),
      'c.json: providers[1].apiKey: the variable "GROQ" is not set',
    ]);
  });

  it('may name the provider of the environment in its models', async () => {
    const config = { models: { fast: 'openai/x', demo: 'demo/demo' } };
    expect(await problemsOf(config, { OPENAI_API_KEY: 'sk-x' })).toEqual([
      'c.json: Model "demo" names an unknown provider "demo".',
    ]);
    expect(await problemsOf({ models: { demo: 'demo/demo' } })).toEqual([]);
  });

  it.each([null, [], 7, { keys: 7, providers: 7, models: 7 }, { responses: null }])(
    'survives %j',
    async (config) => {
      expect(await problemsOf(config)).not.toEqual([]);
    },
  );
});
