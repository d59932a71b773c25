import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { type GatewayProcess, runGateway, startGateway } from './__fixtures__/gateway-process.ts';

const run = promisify(execFile);
const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

/** Lines of the README's blocks in a language; what a `\` continues is one. */
function linesIn(language: string): string[] {
  const blocks = readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]+?)^\`\`\`$`, 'gm'));
  return Array.from(blocks, ([, text = '']) => text.replace(/\\\n\s*/g, '').split('\n')).flat();
}

describe('the curl commands of the README', () => {
  const commands = linesIn('sh').filter((line) => line.startsWith('curl '));
  let gateway: GatewayProcess;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  it('are there', () => expect(commands.length).toBeGreaterThan(3));

  it.each(commands)('%s', async (command) => {
    const here = command.replace('http://127.0.0.1:8080', gateway.url);
    const { stdout } = await run('sh', ['-c', `${here} --silent --show-error --fail-with-body`]);
    expect(JSON.parse(stdout)).toMatchObject({
      object: expect.stringMatching(/response|list|conv/),
    });
  });
});

describe('the ways to start of the README', () => {
  const commands = linesIn('sh').filter((line) => /^([A-Z_]+=\S+ )*npm start/.test(line));

  it('are there', () => expect(commands.length).toBeGreaterThan(4));

  it.each(commands)('%s', async (command) => {
    const [before = '', behind = ''] = command.split(/ ?npm start(?: -- )?/);
    const variables = before.split(' ').filter(Boolean);
    const env = Object.fromEntries(variables.map((each) => each.split(/=(.*)/).slice(0, 2)));
    const args = [...behind.split(' ').filter(Boolean), '--check'];
    const { exitCode, stdout, stderr } = await runGateway({ args, env });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const told = JSON.parse(stdout);
    if (command.includes('/var/lib/gw')) expect(told.state).toEqual({ sqlite: '/var/lib/gw' });
    if (command.includes('DATABASE'))
      expect(told.state).toEqual({ postgres: { env: 'GW_DATABASE_URL' } });
    if (command.includes('--workers')) expect(told.workers).toBe(4);
  });
});

it('the README’s configuration of state is one', async () => {
  const [, config = ''] = /^```json\n(\{\n {2}"state"[\s\S]+?)^```$/m.exec(readme) ?? [];
  await using folder = await configFolder({ 'gateway.config.json': config });
  const env = { GW_DATABASE_URL: 'postgres://gw:secret@127.0.0.1/gw' };
  const { stdout } = await runGateway({ args: ['--check'], env, folder: folder.path });
  expect(JSON.parse(stdout)).toMatchObject(JSON.parse(config));
});
