import { createDemoProvider } from '@gw/provider-demo';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { checkConfig } from './check-config.ts';
import { ConfigError } from './config-error.ts';
import type { configSchema } from './config-schema.ts';
import type { GatewayConfig } from './gateway-config.ts';

function problemsOf(config: unknown): readonly string[] {
  try {
    checkConfig(config, 'c.json');
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('checkConfig', () => {
  it('knows the settings that GatewayConfig documents, and no others', () => {
    expectTypeOf<keyof z.input<typeof configSchema>>().toEqualTypeOf<keyof GatewayConfig>();
  });

  it('takes whatever the documentation shows', () => {
    const config: GatewayConfig = {
      host: 'localhost',
      port: 0,
      basePath: '/ai',
      keys: [{ key: { env: 'KEY' }, tenant: 'a' }],
      open: false,
      providers: [
        createDemoProvider(),
        { type: 'demo', id: 'slow', wordDelayMs: 200 },
        {
          type: 'http',
          id: 'openai',
          baseUrl: 'https://example.com/v1',
          apiKey: () => 'key',
          auth: { header: 'api-key', scheme: '' },
          headers: { 'x-team': 'a', 'x-token': { env: 'TOKEN' } },
          forwardHeaders: ['x-trace-*'],
          apis: ['chat'],
          paths: { chat: 'chat' },
          query: { 'api-version': '1' },
          timeouts: { connectMs: 1, firstByteMs: 2, idleMs: 0 },
          proxy: 'http://proxy:3128',
          streamUsage: false,
        },
      ],
      models: {
        a: 'openai/gpt',
        'b/*': 'openai',
        c: ['openai/one', { provider: 'openai', model: 'two', api: 'chat', weight: 2 }],
        d: {
          targets: [
            { provider: 'openai', overrides: { temperature: 0 }, upstreamState: 'forward' },
          ],
          strategy: 'weighted',
          tenants: ['a'],
        },
        e: { provider: 'openai', capabilities: { streamUsage: false } },
      },
      retry: { maxAttempts: 1, maxAttemptsPerTarget: 1, backoffMs: 0, maxBackoffMs: 0 },
      cooldown: { failures: 1, cooldownMs: 1, maxCooldownMs: 1 },
      keepAlive: { afterMs: false, as: 'event' },
      replyModel: 'requested',
      maxBodyBytes: 1024,
      use: [{ name: 'x', onRequest: () => undefined }],
      shutdownGraceMs: 0,
    };
    expect(problemsOf(config)).toEqual([]);
  });

  it('takes a registry and keys in short', () => {
    const registry = { resolve: () => undefined, list: async () => [] };
    const config = checkConfig({ models: registry, keys: { k1: 'a', k2: 'b' } }, 'c.ts');
    expect(config.models).toBe(registry);
    expect(config.keys).toEqual([
      { key: 'k1', tenant: 'a' },
      { key: 'k2', tenant: 'b' },
    ]);
  });

  it.each<[config: unknown, problem: string]>([
    [null, 'c.json: the configuration must be an object, not null'],
    [[], 'c.json: the configuration must be an object, not a list'],
    [{ prot: 1 }, 'c.json has no setting "prot" (did you mean "port"?)'],
    [{ xyzzy: 1 }, 'c.json has no setting "xyzzy"'],
    [{ port: '80' }, 'c.json: port must be a number, not a string'],
    [{ port: 70_000 }, 'c.json: port must be at most 65535, not 70000'],
    [{ port: 1.5 }, 'c.json: port must be a whole number, not 1.5'],
    [{ host: '' }, 'c.json: host must not be empty'],
    [{ open: 'yes' }, 'c.json: open must be a boolean, not a string'],
    [{ keys: [] }, 'c.json: keys must not be empty'],
    [{ keys: {} }, 'c.json: keys must not be empty'],
    [{ keys: 'k' }, 'c.json: keys must be a list, not a string'],
    [{ keys: { 'sk-secret': 7 } }, 'c.json: keys[0].tenant must be a string, not a number'],
    [
      { keys: [{ key: 12345, tenant: 'a' }] },
      'c.json: keys[0].key must be a string or { env: NAME }, not a number',
    ],
    [{ keys: [{ key: '', tenant: 'a' }] }, 'c.json: keys[0].key must not be empty'],
    [{ keys: { '': 'a' } }, 'c.json: keys[0].key must not be empty'],
    [
      { providers: [{ type: 'http', apiKey: '' }] },
      'c.json: providers[0].apiKey must not be empty',
    ],
    [{ keys: [{ key: 'k' }] }, 'c.json: keys[0].tenant is missing: it must be a string'],
    [{ providers: {} }, 'c.json: providers must be a list, not an object'],
    [{ providers: [7] }, 'c.json: providers[0] must be an object, not a number'],
    [
      { providers: [{ id: 'a' }] },
      'c.json: providers[0].type is missing: it must be one of "http", "demo"',
    ],
    [
      { providers: [{ type: 'htp' }] },
      'c.json: providers[0].type must be one of "http", "demo", not "htp"',
    ],
    [
      { providers: [{ specVersion: 2 }] },
      'c.json: providers[0] must be a provider: an object with specVersion 1, an id, capabilities and call',
    ],
    [
      { providers: [{ type: 'http', apiKey: 7 }] },
      'c.json: providers[0].apiKey must be a string or { env: NAME }, not a number',
    ],
    [
      { providers: [{ type: 'http', apiKey: { evn: 'X', env: 'Y' } }] },
      'c.json: providers[0].apiKey has no setting "evn" (did you mean "env"?)',
    ],
    [
      { providers: [{ type: 'http', apis: ['chat', 'sms'] }] },
      'c.json: providers[0].apis[1] must be one of "chat", "embeddings", "images", not "sms"',
    ],
    [
      { providers: [{ type: 'http', timeouts: { idleMs: -1 } }] },
      'c.json: providers[0].timeouts.idleMs must be at least 0, not -1',
    ],
    [
      { models: { a: 7 } },
      'c.json: models.a must be "provider/model", a target or a list of them, not a number',
    ],
    [{ models: { a: '' } }, 'c.json: models.a must not be empty'],
    [{ models: { a: [] } }, 'c.json: models.a must not be empty'],
    [
      { models: { a: { targets: ['x', { wieght: 1, provider: 'y' }] } } },
      'c.json: models.a.targets[1] has no setting "wieght" (did you mean "weight"?)',
    ],
    [
      { models: { a: { provider: 'x', weight: -1 } } },
      'c.json: models.a.weight must be at least 0, not -1',
    ],
    [{ retry: { maxAttempts: 0 } }, 'c.json: retry.maxAttempts must be at least 1, not 0'],
    [{ keepAlive: { afterMs: true } }, 'c.json: keepAlive.afterMs must be a number, not true'],
    [
      { keepAlive: { afterMs: 3e9 } },
      'c.json: keepAlive.afterMs must be at most 2147483647, not 3000000000',
    ],
    [
      { replyModel: 'mine' },
      'c.json: replyModel must be one of "upstream", "requested", not "mine"',
    ],
    [
      { use: [{ name: 'x' }] },
      'c.json: use[0] must be an object with a name and the phases it takes part in',
    ],
  ])('says of %j: %s', (config, problem) => {
    expect(problemsOf(config)).toEqual([problem]);
  });

  it('tells all problems at once, and no secret', () => {
    const keys = { 'sk-secret-1': 7, 'sk-secret-2': '' };
    const provider = { type: 'http', apiKey: ['sk-secret-3'], headers: { a: ['sk-secret-4'] } };
    const problems = problemsOf({ keys, providers: [provider] });
    expect(problems).toHaveLength(4);
    expect(problems.join()).not.toContain('sk-secret');
  });
});
