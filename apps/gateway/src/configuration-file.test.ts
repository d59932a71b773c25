import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { runGateway, startGateway } from './__fixtures__/gateway-process.ts';

const program = `
import { GatewayError, type Hooks } from '@gw/core';
import { createDemoProvider } from '@gw/provider-demo';
import { defineConfig, type GatewayConfig } from '@gw/gateway/config';

const noSecrets: Hooks = {
  name: 'no-secrets',
  onRequest(ctx) {
    if (ctx.model === 'secret') throw new GatewayError('permission_denied', 'Not yours.');
    return undefined;
  },
};

export default defineConfig({
  basePath: '/ai',
  providers: [createDemoProvider({ id: 'mine', wordDelayMs: 0 })],
  models: { 'house-model': 'mine/demo' },
  use: [noSecrets],
} satisfies GatewayConfig);
`;

async function check(files: Record<string, string | object>, args: string[] = []) {
  await using folder = await configFolder(files);
  return await runGateway({ args: ['--check', ...args], folder: folder.path });
}

describe('a configuration file', () => {
  it('in TypeScript brings providers and hooks, which share the core with the server', async () => {
    await using folder = await configFolder({ 'gateway.config.ts': program });
    await using gateway = await startGateway({ folder: folder.path });
    const ask = (model: string) =>
      fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
      });
    expect(gateway.url).toMatch(/:\d+\/ai$/);
    expect((await ask('house-model')).status).toBe(200);
    const refused = await ask('secret');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { message: 'Not yours.' } });
    expect(gateway.output.stderr).toBe('');
  });

  it.each([
    ['gateway.config.js', 'export default { port: 1234 };'],
    ['gateway.config.mjs', 'export default { port: 1234 };'],
    ['gateway.config.mts', 'const port: number = 1234; export default { port };'],
    ['gateway.config.ts', 'const port: number = 1234; export default { port };'],
    ['gateway.config.json', '\uFEFF{ "port": 1234 }'],
  ])('may be %s', async (file, text) => {
    const { stdout, stderr } = await check({ [file]: text });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ file, port: 1234 });
  });

  it('may be another one, named on the command line', async () => {
    const { stdout } = await check({ 'other.json': { port: 1234 } }, ['--config', 'other.json']);
    expect(JSON.parse(stdout)).toMatchObject({ file: 'other.json', port: 1234 });
  });

  it('comes before the environment, and the command line before it', async () => {
    await using folder = await configFolder({ 'gateway.config.json': { port: 1, host: '::1' } });
    const { stdout } = await runGateway({
      args: ['--check', '--port', '2'],
      env: { PORT: '3', HOST: 'localhost', OPENAI_API_KEY: 'sk-upstream' },
      folder: folder.path,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      port: 2,
      host: '::1',
      providers: [{ id: 'openai', apiKey: '********' }],
    });
  });

  it('is not held back by variables that it does not need', async () => {
    await using folder = await configFolder({
      'gateway.config.json': { port: 1, providers: [{ type: 'demo' }] },
    });
    const env = { PORT: 'none', OPENAI_API_KEY: 'k', OPENAI_API: 'soap' };
    const result = await runGateway({ args: ['--check'], env, folder: folder.path });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.each<[files: Record<string, string | object>, stderr: string]>([
    [
      { 'gateway.config.json': '{ "apiKey": sk-secret }' },
      "gw: gateway.config.json: not valid JSON: Unexpected token 's'",
    ],
    [
      { 'gateway.config.json': '[]' },
      'gw: gateway.config.json: the configuration must be an object',
    ],
    [
      { 'gateway.config.js': 'export const a = 1;' },
      'gw: gateway.config.js: has no default export',
    ],
    [{ 'gateway.config.js': 'export default nope;' }, 'gateway.config.js: ReferenceError: nope'],
    [{ 'gateway.config.ts': 'export default {' }, 'gw: gateway.config.ts: SyntaxError'],
    [{ 'gateway.config.ts': 'import "./gone.ts";' }, 'gw: gateway.config.ts: Error: Cannot find'],
    [{ 'gateway.config.ts': '', 'gateway.config.js': '' }, 'gw: Only one may be there'],
  ])('that cannot be read is named: %j', async (files, message) => {
    const { exitCode, stdout, stderr } = await check(files);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('sk-secret');
  });

  it.each([
    ['gone.json', 'gw: --config gone.json: there is no such file: FOLDER/gone.json'],
    [
      'config.yaml',
      'gw: --config config.yaml: must be a file ending in .ts, .mts, .js, .mjs, .json',
    ],
  ])('named on the command line must be there: %s', async (file, expected) => {
    await using folder = await configFolder({ 'config.yaml': '' });
    const args = ['--check', '--config', file];
    const { stderr, ...rest } = await runGateway({ args, folder: folder.path });
    expect(rest).toEqual({ exitCode: 1, stdout: '' });
    // A temporary folder may lie behind a link.
    expect(stderr.replace(/\/\S+(?=\/gone)/, 'FOLDER')).toBe(`${expected}\n`);
  });

  it.each([
    ['gateway.config.ts', "import { GatewayError } from '@gw/core';\nexport default {};"],
    ['gateway.config.ts', 'export default {};'],
    ['gateway.config.js', 'export default {};'],
  ])('beside a CommonJS package.json says how to be a module: %s %s', async (file, text) => {
    const { exitCode, stderr } = await check({
      [file]: text,
      'package.json': { type: 'commonjs' },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      '; name the file .mts or .mjs, or set "type": "module" in the package.json beside it',
    );
  });

  it('with a syntax error is told the line', async () => {
    const { stderr } = await check({ 'gateway.config.ts': 'export default {\n  port: ,\n};' });
    expect(stderr).toMatch(/^gw: gateway\.config\.ts: SyntaxError: .+gateway\.config\.ts:2\)\n$/);
    const json = await check({ 'gateway.config.json': '{\n  "port": 1,\n}' });
    expect(json.stderr).toContain('(line 3 column 1)');
  });

  it.each(['import "./gone.ts";', 'import "gone";'])(
    'with an import that is not there is blamed itself: %s',
    async (text) => {
      const { stderr } = await check({ 'gateway.config.ts': text });
      expect(stderr).toMatch(
        /^gw: gateway\.config\.ts: Error: Cannot find .+gateway\.config\.ts\n$/,
      );
    },
  );
});
