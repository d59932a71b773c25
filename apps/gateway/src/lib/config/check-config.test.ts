import { createDemoProvider } from '@gw/provider-demo';
import { createGuardedFetch } from '@gw/provider-utils';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { checkConfig } from './check-config.ts';
import { ConfigError } from './config-error.ts';
import type { configSchema } from './config-schema.ts';
import type {
  AnthropicProviderConfig,
  GatewayConfig,
  GeminiProviderConfig,
  HttpProviderConfig,
  MediaFetchConfig,
  OllamaProviderConfig,
  ProviderConfig,
  ResponsesConfig,
} from './gateway-config.ts';
import type { WrittenLimits } from './media-fetch.ts';
import type { CheckedResponses } from './responses-schema.ts';
import type { WrittenSettings as Written } from './upstream-schemas.ts';

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
    expectTypeOf<keyof Written['http']>().toEqualTypeOf<keyof HttpProviderConfig>();
    expectTypeOf<keyof Written['anthropic']>().toEqualTypeOf<keyof AnthropicProviderConfig>();
    expectTypeOf<keyof Written['gemini']>().toEqualTypeOf<keyof GeminiProviderConfig>();
    expectTypeOf<keyof Written['ollama']>().toEqualTypeOf<keyof OllamaProviderConfig>();
    expectTypeOf<keyof WrittenLimits>().toEqualTypeOf<keyof MediaFetchConfig>();
    expectTypeOf<keyof CheckedResponses>().toEqualTypeOf<keyof ResponsesConfig>();
    expectTypeOf<keyof NonNullable<Written['http']['paths']>>().toEqualTypeOf<
      keyof NonNullable<HttpProviderConfig['paths']>
    >();
  });

  it('tells misspelt settings from those of packages already when it is compiled', () => {
    // @ts-expect-error: with a capital URL it is no setting of this type.
    const wrong: ProviderConfig = { type: 'http', baseURL: 'http://127.0.0.1' };
    // @ts-expect-error: this is neither a type nor the name of a package.
    const unknown: ProviderConfig = { type: 'htp' };
    const foreign: ProviderConfig = { type: '@acme/gw-provider', baseURL: 'http://127.0.0.1' };
    expect(problemsOf({ providers: [wrong, unknown, foreign] })).toEqual([
      'c.json: providers[0] has no setting "baseURL" (did you mean "baseUrl"?)',
    ]);
  });

  it('takes whatever the documentation shows', () => {
    const fetchMedia = createGuardedFetch();
    const everywhere = {
      id: 'mine',
      baseUrl: 'https://example.com/v1',
      apiKey: { env: 'KEY' },
      headers: { 'x-token': { env: 'TOKEN' } },
      forwardHeaders: ['x-trace-*'],
      timeouts: { connectMs: 1, firstByteMs: 2, idleMs: 0 },
      proxy: 'http://proxy:3128',
    };
    const config: GatewayConfig = {
      host: 'localhost',
      port: 0,
      basePath: '/ai',
      keys: [{ key: { env: 'KEY' }, tenant: 'a' }],
      open: false,
      providers: [
        createDemoProvider(),
        { type: 'demo', id: 'slow', wordDelayMs: 200 },
        { type: 'http', preset: 'vllm', baseUrl: 'http://127.0.0.1:8000/v1' },
        {
          type: 'http',
          id: 'openai',
          baseUrl: 'https://example.com/v1',
          apiKey: () => 'key',
          auth: { header: 'api-key', scheme: '' },
          headers: { 'x-team': 'a', 'x-token': { env: 'TOKEN' } },
          forwardHeaders: ['x-trace-*'],
          apis: ['chat', 'responses', 'compact', 'input_tokens', 'embeddings', 'images'],
          paths: { chat: 'chat', responses: 'r', compact: 'r/c', input_tokens: 'r/t' },
          quirks: ['max_tokens', 'strict_messages', 'content_index', 'lifecycle', 'missing_fields'],
          query: { 'api-version': '1' },
          timeouts: { connectMs: 1, firstByteMs: 2, idleMs: 0 },
          proxy: 'http://proxy:3128',
          streamUsage: false,
        },
        {
          type: 'anthropic',
          ...everywhere,
          version: '2023-06-01',
          beta: ['files-api-2025-04-14'],
          defaultMaxTokens: 4096,
          promptCaching: '1h',
          fetchMedia,
        },
        {
          type: 'gemini',
          ...everywhere,
          apis: ['responses', 'input_tokens', 'embeddings', 'images'],
          safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }],
        },
        {
          type: 'ollama',
          ...everywhere,
          options: { num_ctx: 16_384 },
          keepAlive: '30m',
          thinkLevels: { 'gpt-oss*': ['low', 'high'] },
          fetchMedia: {
            httpsOnly: true,
            ports: [443],
            maxBytes: 1,
            maxUrls: 2,
            maxTotalBytes: 2,
            timeoutMs: 1,
            userAgent: 'mine',
          },
        },
        { type: 'ollama', id: 'warm', keepAlive: -1, fetchMedia: true },
        { type: 'gw-provider-acme', apiKey: { env: 'ACME_API_KEY' }, anything: [{ goes: true }] },
        { type: './my-provider.ts' },
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
        e: {
          provider: 'openai',
          api: 'responses',
          capabilities: {
            apis: ['responses'],
            streamUsage: false,
            carries: ['stop'],
            quirks: ['lifecycle'],
          },
        },
      },
      retry: { maxAttempts: 1, maxAttemptsPerTarget: 1, backoffMs: 0, maxBackoffMs: 0 },
      cooldown: { failures: 1, cooldownMs: 1, maxCooldownMs: 1 },
      keepAlive: { afterMs: false, as: 'event' },
      responses: {
        dialect: 'openresponses',
        sealKeys: [
          { id: 'new-1', key: { env: 'SEAL' } },
          { id: 'old_0', key: 'old' },
        ],
        maxStoredBytes: 1024,
        maxStoredResponses: 0,
      },
      replyModel: 'requested',
      maxBodyBytes: 1024,
      use: [{ name: 'x', onRequest: () => undefined }],
      shutdownGraceMs: 0,
    };
    expect(problemsOf(config)).toEqual([]);
  });

  it('puts the settings of a preset in place of those that are left out', () => {
    const providers = [
      { type: 'http', preset: 'ollama', baseUrl: 'http://127.0.0.1:1/v1', quirks: [] },
      { type: 'http', preset: 'groq' },
    ];
    expect(checkConfig({ providers }, 'c.json').providers).toEqual([
      {
        type: 'http',
        id: 'ollama',
        baseUrl: 'http://127.0.0.1:1/v1',
        apis: ['chat', 'responses', 'embeddings'],
        quirks: [],
      },
      {
        type: 'http',
        id: 'groq',
        baseUrl: 'https://api.groq.com/openai/v1',
        apis: ['chat', 'responses'],
        quirks: ['strict_messages'],
      },
    ]);
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
      'c.json: providers[0].type is missing: it must be one of "http", "anthropic", "gemini", "ollama", "demo"',
    ],
    [
      { providers: [{ type: 7 }] },
      'c.json: providers[0].type must be one of "http", "anthropic", "gemini", "ollama", "demo", not a number',
    ],
    [
      { providers: [{ type: 'anthropic', defaultMaxToken: 1 }] },
      'c.json: providers[0] has no setting "defaultMaxToken" (did you mean "defaultMaxTokens"?)',
    ],
    [
      { providers: [{ type: 'anthropic', promptCaching: '5min' }] },
      'c.json: providers[0].promptCaching must be one of "5m", "1h", not "5min"',
    ],
    [
      { providers: [{ type: 'gemini', apis: ['chat'] }] },
      'c.json: providers[0].apis[0] must be one of "responses", "input_tokens", "embeddings", "images", not "chat"',
    ],
    [
      { providers: [{ type: 'gemini', safetySettings: [{ category: 'C' }] }] },
      'c.json: providers[0].safetySettings[0].threshold is missing: it must be a string',
    ],
    [
      { providers: [{ type: 'ollama', keepalive: '30m' }] },
      'c.json: providers[0] has no setting "keepalive" (did you mean "keepAlive"?)',
    ],
    [
      { providers: [{ type: 'ollama', fetchMedia: { maxByte: 1 } }] },
      'c.json: providers[0].fetchMedia has no setting "maxByte" (did you mean "maxBytes"?)',
    ],
    [
      { providers: [{ type: 'gemini', fetchMedia: 'yes' }] },
      'c.json: providers[0].fetchMedia must be a boolean, not a string',
    ],
    [
      { providers: [{ type: 'ollama', keepAlive: true }] },
      'c.json: providers[0].keepAlive must be a string, not true',
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
      'c.json: providers[0].apis[1] must be one of "chat", "responses", "compact", "input_tokens", "messages", "count_tokens", "embeddings", "images", not "sms"',
    ],
    [
      { providers: [{ type: 'http', quirks: ['slow'] }] },
      'c.json: providers[0].quirks[0] must be one of "max_tokens", "strict_messages", "content_index", "lifecycle", "missing_fields", not "slow"',
    ],
    [
      { providers: [{ type: 'http', paths: { response: 'r' } }] },
      'c.json: providers[0].paths has no setting "response" (did you mean "responses"?)',
    ],
    [
      { providers: [{ type: 'http', preset: 'vlm' }] },
      'c.json: providers[0].preset must be one of "vllm", "ollama", "lmStudio", "llamaCpp", "openRouter", "groq", not "vlm"',
    ],
    [
      { providers: [{ type: 'http', preset: 'vllm', apiKey: 'sk-secret' }] },
      'c.json: providers[0].baseUrl is missing: the preset "vllm" has none',
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
      { models: { a: ['x/y', { provider: 'x', quirks: ['lifecycle'] }] } },
      'c.json: models.a[1] has no setting "quirks" (did you mean "capabilities.quirks"?)',
    ],
    [
      { models: { a: { provider: 'x', weight: -1 } } },
      'c.json: models.a.weight must be at least 0, not -1',
    ],
    [
      { models: { a: { provider: 'x', api: 'response' } } },
      'c.json: models.a.api must be one of "chat", "responses", "compact", "input_tokens", "messages", "count_tokens", "embeddings", "images", not "response"',
    ],
    [
      { models: { a: { provider: 'x', capabilities: { quirks: 'lifecycle' } } } },
      'c.json: models.a.capabilities.quirks must be a list, not a string',
    ],
    [
      { responses: { dialekt: 'openai' } },
      'c.json: responses has no setting "dialekt" (did you mean "dialect"?)',
    ],
    [
      { responses: { dialect: 'summary' } },
      'c.json: responses.dialect must be one of "openai", "openresponses", not "summary"',
    ],
    [
      { responses: { maxStoredBytes: '64 MiB' } },
      'c.json: responses.maxStoredBytes must be a number, not a string',
    ],
    [
      { responses: { maxStoredResponses: -1 } },
      'c.json: responses.maxStoredResponses must be at least 0, not -1',
    ],
    [{ responses: { sealKeys: [] } }, 'c.json: responses.sealKeys must not be empty'],
    [
      { responses: { sealKeys: [{ key: 'k' }] } },
      'c.json: responses.sealKeys[0].id is missing: it must be a string',
    ],
    [
      { responses: { sealKeys: [{ id: 'a.b', key: 'k' }] } },
      'c.json: responses.sealKeys[0].id must be 1 to 64 letters, digits, "_" or "-"',
    ],
    [
      { responses: { sealKeys: [{ id: 'a', key: 7 }] } },
      'c.json: responses.sealKeys[0].key must be a string or { env: NAME }, not a number',
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
    const sealKeys = [{ id: 'sk-secret-5 ', key: ['sk-secret-6'] }];
    const problems = problemsOf({ keys, providers: [provider], responses: { sealKeys } });
    expect(problems).toHaveLength(6);
    expect(problems.join()).not.toContain('sk-secret');
  });
});
