import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { runGateway, startGateway } from './__fixtures__/gateway-process.ts';

/** Answers with what its settings say; refuses a model named "none" in the core's own words. */
const program = `
import { GatewayError, payloadFromValue } from '@gw/core';
import { createTransport } from '@gw/provider-utils';

export const specVersion = 1;

export function createAcmeProvider(settings) {
  const { id = 'acme', says = 'Hello.', baseUrl = 'https://acme.example' } = settings;
  if (baseUrl.includes(' ')) throw new TypeError('createAcmeProvider: "baseUrl" must be a URL.');
  if (settings.apiKey === 'sk-wrong') throw new Error('No key is like ' + settings.apiKey + '.');
  createTransport({ name: id });
  return {
    specVersion: 1,
    id,
    capabilities: { apis: ['chat'] },
    async call({ model }) {
      if (model === 'none') throw new GatewayError('model_not_found', 'Acme has none.');
      const message = { role: 'assistant', content: says, refusal: null };
      return {
        status: 200,
        headers: {},
        json: payloadFromValue({
          id: 'chatcmpl-1',
          object: 'chat.completion',
          created: 0,
          model,
          choices: [{ index: 0, message, finish_reason: 'stop', logprobs: null }],
        }),
      };
    },
  };
}
`;

const manifest = { name: 'gw-provider-acme', type: 'module', exports: './index.js' };
const installed = {
  'node_modules/gw-provider-acme/package.json': manifest,
  'node_modules/gw-provider-acme/index.js': program,
};

const withProviders = (...providers: object[]) => ({ 'gateway.config.json': { providers } });

function ask(url: string, model: string) {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
  });
}

async function check(files: Record<string, string | object>, env: Record<string, string> = {}) {
  await using folder = await configFolder(files);
  const result = await runGateway({ args: ['--check'], folder: folder.path, env });
  return { ...result, stderr: result.stderr.replaceAll(/\/\S*gw-config-\w+/g, 'FOLDER') };
}

describe('a provider of somebody else’s package', () => {
  it('is loaded by the name of the package, and gets its settings', async () => {
    await using folder = await configFolder({
      ...installed,
      ...withProviders(
        { type: 'gw-provider-acme', says: { env: 'WORDS' } },
        { type: 'gw-provider-acme', id: 'other', says: 'Me too.' },
      ),
    });
    await using gateway = await startGateway({ folder: folder.path, env: { WORDS: 'Well!' } });
    expect(gateway.output.stdout).toContain('acme: it does not list its models');
    const said = async (model: string) => {
      const reply = await ask(gateway.url, model);
      return (await reply.json()).choices[0].message.content;
    };
    expect([await said('acme/m'), await said('other/m')]).toEqual(['Well!', 'Me too.']);
    expect(gateway.output.stderr).toBe('');
  });

  it('shares the core with the server, so that its errors are known', async () => {
    await using folder = await configFolder({
      ...installed,
      'node_modules/@gw/core/package.json': { name: '@gw/core', exports: './index.js' },
      'node_modules/@gw/core/index.js': 'throw new Error("a second core");',
      ...withProviders({ type: 'gw-provider-acme' }),
    });
    await using gateway = await startGateway({ folder: folder.path });
    const reply = await ask(gateway.url, 'acme/none');
    expect(reply.status).toBe(404);
    expect(await reply.json()).toMatchObject({ error: { message: 'Acme has none.' } });
  });

  it.each(['./acme.mjs', './lib/../acme.mjs'])(
    'may be a file beside the configuration: %s',
    async (type) => {
      const { stdout, stderr } = await check({ 'acme.mjs': program, ...withProviders({ type }) });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout).providers).toEqual([{ type, id: 'acme', apis: ['chat'] }]);
    },
  );

  it.each(['docs/write-a-provider.md', 'apps/gateway/README.md'])(
    'is configured as %s shows',
    async (document) => {
      const text = readFileSync(join(import.meta.dirname, '../../..', document), 'utf8');
      const all = Array.from(text.matchAll(/^```json\n(.+?)^```$/gms), ([, json = '']) => json);
      const configs = all.filter((json) => json.includes('"providers"'));
      expect(configs.length).toBeGreaterThan(0);
      const env = {
        ACME_API_KEY: 'a',
        ANTHROPIC_API_KEY: 'b',
        GEMINI_API_KEY: 'c',
        GROQ_API_KEY: 'd',
      };
      for (const config of configs) {
        const files = { ...installed, 'my-provider.ts': program, 'gateway.config.json': config };
        const { stdout, stderr } = await check(files, env);
        expect(stderr).toBe('');
        const ids = JSON.parse(stdout).providers.map(({ id }: { id: string }) => id);
        expect(ids).toEqual(
          config.includes('acme') ? ['acme', 'mine'] : ['anthropic', 'gemini', 'ollama', 'groq'],
        );
      }
    },
  );

  it('may be a package of ours, which comes with the server', async () => {
    const { stdout } = await check(withProviders({ type: '@gw/provider-demo' }));
    expect(JSON.parse(stdout).providers).toMatchObject([{ id: 'demo' }]);
  });

  it('is found by the models of the configuration, by the id that it gives itself', async () => {
    const providers = [{ type: 'gw-provider-acme' }];
    const good = { providers, models: { fast: 'acme/m' } };
    expect(await check({ ...installed, 'gateway.config.json': good })).toMatchObject({
      exitCode: 0,
    });
    const wrong = {
      providers: [...providers, { type: 'http', id: 'acme' }],
      models: { fast: 'x/m' },
    };
    expect((await check({ ...installed, 'gateway.config.json': wrong })).stderr).toBe(
      [
        'gw: gateway.config.json: providers[1].id "acme" is that of [0] too',
        'gw: gateway.config.json: Model "fast" names an unknown provider "x".',
        '',
      ].join('\n'),
    );
  });
});

describe('the secrets of a package', () => {
  const env = { ACME_KEY: 'sk-acme-env', TOKEN: 'sk-token-env' };

  it('are shown by --check as the variables that they stand in, or not at all', async () => {
    const settings = {
      baseUrl: 'https://user:sk-in-url@acme.example',
      apiKey: { env: 'ACME_KEY' },
      teams: [{ auth: { token: { env: 'TOKEN' } } }, { teamToken: 'sk-literal' }],
      headers: { 'x-acme': 'sk-header' },
      maxTokens: 5,
    };
    const files = { ...installed, ...withProviders({ type: 'gw-provider-acme', ...settings }) };
    const { stdout, stderr } = await check(files, env);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).providers).toEqual([
      {
        type: 'gw-provider-acme',
        id: 'acme',
        apis: ['chat'],
        baseUrl: 'https://********@acme.example/',
        apiKey: { env: 'ACME_KEY' },
        teams: [{ auth: { token: { env: 'TOKEN' } } }, { teamToken: '********' }],
        headers: { 'x-acme': '********' },
        maxTokens: 5,
      },
    ]);
  });

  it('are masked under all names that people give to them, and in overrides of models', async () => {
    const settings = {
      apiKeys: ['sk-a', 5],
      tokens: { eu: 'sk-b' },
      cookies: [
        { name: 'session-token', value: 'sk-c' },
        { name: 'theme', value: 'dark' },
      ],
      proxy: 'socks5://10.0.0.1:1080?password=sk-d',
      keyId: 'k1',
    };
    const extras = [
      { name: 'apiKey', value: 'sk-e' },
      { name: 'size', value: 'large' },
    ];
    const overrides = { apiKey: 'sk-f', temperature: 0, extras };
    const target = { provider: 'acme', model: 'm', overrides };
    const config = {
      providers: [{ type: 'gw-provider-acme', ...settings }],
      models: { one: target, some: [target, 'acme/n'], more: { targets: [target] }, key: 'acme/k' },
    };
    const { stdout, stderr } = await check({ ...installed, 'gateway.config.json': config });
    expect(stderr).toBe('');
    const masked = '********';
    const shown = {
      ...target,
      overrides: {
        apiKey: masked,
        temperature: 0,
        extras: [{ name: 'apiKey', value: masked }, extras[1]],
      },
    };
    expect(JSON.parse(stdout)).toMatchObject({
      providers: [
        {
          apiKeys: [masked, 5],
          tokens: { eu: masked },
          cookies: [
            { name: masked, value: masked },
            { name: masked, value: masked },
          ],
          proxy: `socks5://10.0.0.1:1080?password=${masked}`,
          keyId: 'k1',
        },
      ],
      models: { one: shown, some: [shown, 'acme/n'], more: { targets: [shown] }, key: 'acme/k' },
    });
  });

  it.each(['toString', 'constructor', '__proto__'])('are no %s of all objects', async (name) => {
    const providers = ['gw-provider-acme', 'anthropic'].map((type) => ({
      type,
      apiKey: { env: name },
    }));
    expect((await check({ ...installed, ...withProviders(...providers) })).stderr).toBe(
      [0, 1]
        .map((at) => `providers[${at}].apiKey: the variable "${name}" is not set\n`)
        .map((problem) => `gw: gateway.config.json: ${problem}`)
        .join(''),
    );
  });

  it('must be there, and are asked for at their place', async () => {
    const settings = {
      teams: [{}, { auth: { token: { env: 'TOKEN' } } }],
      apiKey: { env: 'NONE' },
    };
    const files = { ...installed, ...withProviders({ type: 'gw-provider-acme', ...settings }) };
    expect((await check(files)).stderr).toBe(
      [
        'gw: gateway.config.json: providers[0].teams[1].auth.token: the variable "TOKEN" is not set',
        'gw: gateway.config.json: providers[0].apiKey: the variable "NONE" is not set',
        '',
      ].join('\n'),
    );
  });

  it.each([{ env: 'ACME_KEY' }, 'sk-wrong'])(
    'are in no error of the factory: %j',
    async (apiKey) => {
      const files = { ...installed, ...withProviders({ type: 'gw-provider-acme', apiKey }) };
      const { exitCode, stderr } = await check(files, { ACME_KEY: 'sk-wrong' });
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: 'gw: gateway.config.json: providers[0]: No key is like ********\n',
      });
    },
  );
});

describe('what a package throws', () => {
  const secret = 'sk-acme-0123456789-0123456789-0123456789';
  const provider = "specVersion: 1, id: 'a', capabilities: { apis: ['chat'] }, call() {}";
  const made = (members: string) => `export const createOwnProvider = (s) => ({ ${members} });`;
  const thrown = (what: string) => `export const createOwnProvider = (s) => { throw ${what}; };`;
  const cases: [file: string, problem: string][] = [
    [
      "throw new Error('not ' + process.env.KEY);",
      '.type "./own.mjs" cannot be imported: Error: not ******** (file:FOLDER/own.mjs:1:7)',
    ],
    [
      'throw Object.create(null);',
      '.type "./own.mjs" cannot be imported: something that cannot be read',
    ],
    [thrown('Object.create(null)'), ': something that cannot be read'],
    [thrown('Object.assign(new Error(), { message: [s.apiKey] })'), ': ********'],
    [
      made('get specVersion() { throw new Error(s.apiKey); }'),
      '.type "./own.mjs": what createOwnProvider made cannot be read: ********',
    ],
    [
      made(`${provider}, get capabilities() { throw Object.create(null); }`),
      '.type "./own.mjs": what createOwnProvider made cannot be read: something that cannot be read',
    ],
    ...['s.apiKey', 'Object.create(null)'].map((version, at): [string, string] => [
      made(`specVersion: ${version}`),
      `.type "./own.mjs": what createOwnProvider made has the specVersion ${['********', 'something that cannot be read'][at]}, and this server knows 1: another version of one of them is needed`,
    ]),
  ];

  it.each(cases)('is told without secrets, whatever it is: %s', async (file, problem) => {
    const files = {
      'own.mjs': file,
      ...withProviders({ type: './own.mjs', apiKey: { env: 'KEY' } }),
    };
    const { exitCode, stderr } = await check(files, { KEY: secret });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `gw: gateway.config.json: providers[0]${problem}\n`,
    });
  });
});

describe('a package that cannot be used', () => {
  const types = '"http", "anthropic", "gemini", "ollama", "demo"';
  const rule = 'it must export one function named like createAcmeProvider';

  it('is told why, with all others', async () => {
    const files = {
      'none.mjs': 'export const createThing = 1;',
      'two.mjs': 'export function createAProvider() {} export function createBProvider() {}',
      'import.mjs': "import 'gone';",
      'syntax.mjs': 'export const a = ;',
    };
    const problems = {
      'gw-provider-acme': 'is not installed: run "npm install gw-provider-acme" in FOLDER',
      '@acme/gw': 'is not installed: run "npm install @acme/gw" in FOLDER',
      './gone.ts': 'is not there: FOLDER/gone.ts',
      './none.mjs': `is no provider package: ${rule}, and has none`,
      './two.mjs': `is no provider package: ${rule}, and exports createAProvider and createBProvider`,
      './import.mjs': `cannot be imported: Error: Cannot find package 'gone' imported from FOLDER/import.mjs`,
      './syntax.mjs': `cannot be imported: SyntaxError: Unexpected token ';'`,
    };
    const providers = Object.keys(problems).map((type) => ({ type }));
    const { exitCode, stderr } = await check({ ...files, ...withProviders(...providers) });
    expect({ exitCode, lines: stderr.trimEnd().split('\n') }).toEqual({
      exitCode: 1,
      lines: Object.entries(problems).map(
        ([type, problem], at) =>
          `gw: gateway.config.json: providers[${at}].type "${type}" ${problem}`,
      ),
    });
  });

  it('may be a misspelt type of ours, which nobody is told to install', async () => {
    const { stderr } = await check(withProviders({ type: 'htp' }, { type: 'claude' }));
    const place = (at: number) => `gw: gateway.config.json: providers[${at}].type`;
    const must = `must be one of ${types}, or an installed package`;
    expect(stderr).toBe(
      `${place(0)} ${must}, not "htp" (did you mean "http"?)\n${place(1)} ${must}, not "claude"\n`,
    );
  });

  it('is told what its provider lacks', async () => {
    const good = "specVersion: 1, id: 'a', capabilities: { apis: ['chat'] }, call() {}";
    const cases: [made: string, problem: string][] = [
      ['undefined', 'is no provider: it is no object'],
      ['Promise.resolve({})', 'is a promise: a factory does no I/O and returns the provider'],
      ['{}', 'needs "specVersion": 1'],
      [
        `{ ${good}, specVersion: 2 }`,
        'has the specVersion 2, and this server knows 1: another version of one of them is needed',
      ],
      [`{ ${good}, id: 'a/b' }`, 'needs an "id": a word without "/"'],
      [
        `{ ${good}, capabilities: null }`,
        'needs "capabilities.apis": a list of the apis that it speaks',
      ],
      [`{ ${good}, call: null }`, 'needs a function "call"'],
      [`{ ${good}, close: true }`, 'has a "close" that is no function'],
      [`{ ${good} }`, 'has the id "a": the package does not heed the setting "id"'],
    ];
    const list = cases.map(([made]) => `() => (${made})`).join(', ');
    const file = `const list = [${list}];
      export const createOwnProvider = ({ at }) => list[at]();`;
    const providers = cases.map((_, at) => ({ type: './own.mjs', id: `b${at}`, at }));
    const { stderr } = await check({ 'own.mjs': file, ...withProviders(...providers) });
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .filter((line) => line.includes('made')),
    ).toEqual(
      cases.map(
        ([, problem], at) =>
          `gw: gateway.config.json: providers[${at}].type "./own.mjs": what createOwnProvider made ${problem}`,
      ),
    );
  });

  it('is told the setting that its factory refuses, with everything else that is wrong', async () => {
    const providers = [
      { type: 'gw-provider-acme', baseUrl: 'a b' },
      { type: 'http', baseURL: '' },
    ];
    const { stderr } = await check({
      ...installed,
      'gateway.config.json': { prot: 1, providers },
    });
    expect(stderr).toBe(
      [
        'gw: gateway.config.json: providers[1] has no setting "baseURL" (did you mean "baseUrl"?)',
        'gw: gateway.config.json has no setting "prot" (did you mean "port"?)',
        'gw: gateway.config.json: providers[0].baseUrl must be a URL',
        '',
      ].join('\n'),
    );
  });
});
