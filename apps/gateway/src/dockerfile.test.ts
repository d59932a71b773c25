import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { runGateway, startGateway } from './__fixtures__/gateway-process.ts';
import { nodeProblem } from './lib/cli/node-problem.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions of each stage. */
async function readStages(): Promise<Instruction[][]> {
  const text = await readFile(join(root, 'Dockerfile'), 'utf8');
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter(Boolean);
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [name = '', ...rest] = line.split(' ');
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, text: rest.join(' ') });
  }
  return stages;
}

const only = (stage: readonly Instruction[] | undefined, name: string) =>
  (stage ?? []).filter((each) => each.name === name).map(({ text }) => text);

/** What `COPY . .` takes: everything but what .dockerignore names. */
async function copyContext(target: string): Promise<void> {
  const ignored = (await readFile(join(root, '.dockerignore'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const exclude = globSync(ignored, {
    cwd: root,
    exclude: (name) => name.includes('node_modules/'),
  });
  const left = new Set(exclude.map((path) => join(root, path)));
  await cp(root, target, { recursive: true, filter: (path) => !left.has(path) });
}

/** Carries out a stage's COPY and RUN in the folder `source`, with `app` in the place of /app. */
async function build(stage: readonly Instruction[], { source, app }: Record<string, string>) {
  const env = {
    ...process.env,
    CI: 'true',
    npm_config_prefer_offline: 'true',
    // Nothing of this checkout's own tools: an image starts with Node and npm.
    PATH: [dirname(process.execPath), ...pathOutsideOf(root)].join(delimiter),
  };
  for (const { name, text } of stage) {
    if (name === 'COPY') await copy(text.split(' ').slice(0, -1), source ?? '');
    if (name !== 'RUN') continue;
    const command = text.replace(/ \/app$/, ` ${app}`);
    await run('sh', ['-ec', command], { cwd: source, env, maxBuffer: 64 * 1024 * 1024 });
  }
}

async function copy(paths: readonly string[], target: string): Promise<void> {
  for (const path of paths) {
    if (path === '.') await copyContext(target);
    else await cp(join(root, path), join(target, path));
  }
}

function pathOutsideOf(folder: string): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((path) => !path.startsWith(folder));
}

/** There is no Docker where the tests run: what an image is made of is done by hand. */
describe('the Dockerfile', () => {
  let folder: string;
  let app: string;
  let stages: Instruction[][];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gw-image-'));
    app = join(folder, 'app');
    stages = await readStages();
    await build(stages[0] ?? [], { source: join(folder, 'src'), app });
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('takes into the image what the build stage made, and nothing else', () => {
    expect(only(stages[1], 'COPY')).toEqual(['--from=build /app ./']);
  });

  it('runs on a Node that the server supports, and not as root', async () => {
    const { engines } = JSON.parse(await readFile(join(app, 'package.json'), 'utf8'));
    expect(nodeProblem('24.0.0', engines.node)).toBeUndefined();
    expect(stages.map(([from]) => from?.text)).toEqual(['node:24-slim AS build', 'node:24-slim']);
    expect(only(stages[1], 'USER')).toEqual(['node']);
  });

  it('keeps what the server remembers in a volume that its user may write', async () => {
    const data = /\bGW_DATA_DIR=(\S+)/.exec(only(stages[1], 'ENV')[0] ?? '')?.[1];
    expect(data).toBe('/data');
    expect(only(stages[1], 'VOLUME')).toEqual([data]);
    const [command = '', ...others] = only(stages[1], 'RUN');
    expect(others).toEqual([]);
    const made = join(folder, 'made');
    // Whose it is to be is a user that this machine may not have.
    const here = command.replace(/ -[og] node/g, '').replace(`${data}`, made);
    expect(here).toBe(`install -d -m 700 ${made}`);
    await run('sh', ['-ec', here]);
    expect((await stat(made)).mode & 0o777).toBe(0o700);
    // After it nothing of an image's layers gets into a volume.
    const names = stages[1]?.map(({ name }) => name) ?? [];
    expect(names.indexOf('RUN')).toBeLessThan(names.indexOf('VOLUME'));
  });

  it('makes a server that runs by itself and passes its own health check', async () => {
    const entrypoint = JSON.parse(only(stages[1], 'ENTRYPOINT')[0] ?? '');
    expect(entrypoint[0]).toBe('node');
    const command = [join(app, entrypoint[1])];
    const data = join(folder, 'data');
    const settings = { GW_API_KEYS: 'me=sk-test-key', HOST: '0.0.0.0', GW_DATA_DIR: data };
    await using gateway = await startGateway({ command, folder: app, env: settings });
    expect(globSync('*', { cwd: data })).toContain('state.db');
    const [, check = ''] = /CMD (.+)$/.exec(only(stages[1], 'HEALTHCHECK')[0] ?? '') ?? [];
    const [, ...args] = JSON.parse(check) as string[];
    const { port } = new URL(gateway.url);
    await run(process.execPath, args, { env: { PORT: port } });
    expect(await gateway.stop()).toBe(0);
    await expect(run(process.execPath, args, { env: { PORT: port } })).rejects.toThrow();
  });

  it('makes a server whose configuration files can import its packages', async () => {
    const program = `
      import { createDemoProvider } from '@gw/provider-demo';
      import { defineConfig } from '@gw/gateway/config';
      export default defineConfig({ providers: [createDemoProvider()] });`;
    await using config = await configFolder({ 'gateway.config.ts': program });
    const command = [join(app, 'dist/main.js')];
    await using gateway = await startGateway({ command, folder: config.path });
    expect(gateway.output.stdout).toContain('gateway.config.ts');
  });

  it('makes a server that has the driver of its database', async () => {
    const command = [join(app, 'dist/main.js')];
    const env = { GW_DATABASE_URL: 'postgres://gw:secret@127.0.0.1/gw' };
    const { exitCode, stderr } = await runGateway({ command, args: ['--check'], env });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('leaves development behind', async () => {
    const installed = globSync('node_modules/.pnpm/*', { cwd: app }).map((path) =>
      path.split('/').at(-1),
    );
    const names = installed.map((name) => name?.replace(/@(file|\d).*$/, ''));
    expect(
      names.filter((name) => /vitest|typescript|tsup|openai|testkit/.test(name ?? '')),
    ).toEqual([]);
    expect(globSync('**/*.test.*', { cwd: app })).toEqual([]);
  });
});
