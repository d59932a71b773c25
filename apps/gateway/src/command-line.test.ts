import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { runGateway } from './__fixtures__/gateway-process.ts';

describe('gw', () => {
  it('prints its help and its version', async () => {
    const help = await runGateway({ args: ['--help'] });
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    const words = [
      '--config',
      '--check',
      '--workers',
      '--data',
      '--open',
      'GW_API_KEYS',
      'GW_DATA_DIR',
      'GW_DATABASE_URL',
      'GW_STATE',
      'GW_SEAL_KEY',
      'OPENAI_API ',
    ];
    for (const word of words) {
      expect(help.stdout).toContain(word);
    }
    const version = await runGateway({ args: ['-v'] });
    expect(version).toMatchObject({ exitCode: 0, stderr: '' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['--prot', '1'], 'gw: unknown option "--prot" (did you mean "--port"?); see gw --help'],
    [['--xyz'], 'gw: unknown option "--xyz"; see gw --help'],
    [['-x'], 'gw: unknown option "-x"; see gw --help'],
    [['serve'], 'gw: unexpected argument "serve"; see gw --help'],
    [['--config'], 'gw: --config needs a value; see gw --help'],
    [['--data', '--check'], 'gw: --data needs a value; see gw --help'],
    [['--config', '--check'], 'gw: --config needs a value; see gw --help'],
    [
      ['--workers', '-1'],
      'gw: --workers needs a value; one that begins with "-" is --workers=-1; see gw --help',
    ],
    [
      ['--host', '-x'],
      'gw: --host needs a value; one that begins with "-" is --host=-x; see gw --help',
    ],
    [['--open=yes'], 'gw: --open takes no value; see gw --help'],
    [
      ['--port', '80a'],
      'gw: --port must be a whole number from 0 to 65535, not "80a"; see gw --help',
    ],
    ...['0', '257', '1.5', 'all'].map((text): [string[], string] => [
      ['--workers', text],
      `gw: --workers must be a whole number from 1 to 256, or "auto", not "${text}"; see gw --help`,
    ]),
  ])('refuses %j with exit code 2', async (args, stderr) => {
    expect(await runGateway({ args })).toEqual({ exitCode: 2, stdout: '', stderr: `${stderr}\n` });
  });

  it('says that its port is in use, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { exitCode, stderr } = await runGateway({ env: { PORT: String(port) } });
    other.close();
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `gw: Port ${port} on 127.0.0.1 is in use: choose another with --port or PORT (0: any free one)\n`,
    );
  });

  it('says that an address is not one of this machine', async () => {
    const env = { GW_OPEN: '1', HOST: '192.0.2.1' };
    const { exitCode, stderr } = await runGateway({ env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('gw: "192.0.2.1" is no address of this machine');
  });
});

describe('gw --check', () => {
  it('prints what the environment comes to, without its secrets', async () => {
    const env = {
      HOST: '0.0.0.0',
      PORT: '9000',
      GW_API_KEYS: 'a=sk-client-one, b = sk-client-two ',
      OPENAI_API_KEY: 'sk-upstream',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      OPENAI_API: 'chat',
      GW_SEAL_KEY: Buffer.alloc(32, 'sk-').toString('base64'),
    };
    const { exitCode, stdout, stderr } = await runGateway({ args: ['--check'], env });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toContain('sk-');
    expect(stdout).not.toContain(env.GW_SEAL_KEY);
    expect(JSON.parse(stdout)).toEqual({
      file: null,
      host: '0.0.0.0',
      port: 9000,
      workers: 1,
      basePath: '',
      access: 'keys',
      keys: [
        { key: '********', tenant: 'a' },
        { key: '********', tenant: 'b' },
      ],
      providers: [
        {
          type: 'http',
          id: 'openai',
          baseUrl: 'http://127.0.0.1:9/v1',
          apiKey: '********',
          apis: ['chat', 'embeddings', 'images'],
        },
      ],
      models: 'PROVIDER/NAME, and bare names of the first provider',
      responses: { sealKeys: [{ id: 'default', key: '********' }] },
      state: { sqlite: expect.stringMatching(/^\/.+\/gw-data$/) },
      use: [],
      shutdownGraceMs: 30_000,
    });
  });

  it.each([
    ['auto', {}, ['chat', 'responses', 'compact', 'input_tokens', 'embeddings', 'images']],
    ['auto', { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }, ['chat', 'embeddings', 'images']],
    ['chat', {}, ['chat', 'embeddings', 'images']],
    ['responses', {}, ['responses', 'compact', 'input_tokens', 'embeddings', 'images']],
    ['both', {}, ['chat', 'responses', 'compact', 'input_tokens', 'embeddings', 'images']],
    [
      'both',
      { OPENAI_BASE_URL: 'https://api.openai.com/v1/' },
      ['chat', 'responses', 'compact', 'input_tokens', 'embeddings', 'images'],
    ],
    [
      'responses',
      { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
      ['responses', 'embeddings', 'images'],
    ],
    [
      'both',
      { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
      ['chat', 'responses', 'embeddings', 'images'],
    ],
  ])('says what the upstream speaks: OPENAI_API=%s %j', async (api, more, apis) => {
    const env = { OPENAI_API_KEY: 'sk-upstream', OPENAI_API: api, ...more };
    const { stdout } = await runGateway({ args: ['--check'], env });
    expect(JSON.parse(stdout)).toMatchObject({ providers: [{ apis }] });
  });

  it('says that nothing that is sealed will outlive the process', async () => {
    const { stdout } = await runGateway({ args: ['--check'] });
    expect(JSON.parse(stdout)).toMatchObject({
      responses: { sealKeys: 'a random one, for as long as it runs' },
    });
  });

  it('ends with 1 and one line a problem', async () => {
    await using folder = await configFolder({
      'gateway.config.json': { prot: 1, providers: [{ type: 'http', baseURL: 'http://x' }] },
    });
    expect(await runGateway({ args: ['--check'], folder: folder.path })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: [
        'gw: gateway.config.json: providers[0] has no setting "baseURL" (did you mean "baseUrl"?)',
        'gw: gateway.config.json has no setting "prot" (did you mean "port"?)',
        '',
      ].join('\n'),
    });
  });

  it('finds models that name no provider', async () => {
    await using folder = await configFolder({
      'gateway.config.json': { models: { fast: 'gone/model' } },
    });
    expect(await runGateway({ args: ['--check'], folder: folder.path })).toMatchObject({
      exitCode: 1,
      stderr: 'gw: gateway.config.json: Model "fast" names an unknown provider "gone".\n',
    });
  });

  it('ends even when a configuration file leaves something open', async () => {
    await using folder = await configFolder({
      'gateway.config.mjs': 'setInterval(() => {}, 1000); export default {};',
    });
    expect(await runGateway({ args: ['--check'], folder: folder.path })).toMatchObject({
      exitCode: 0,
    });
  });
});
