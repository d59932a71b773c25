import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSnippets } from '../docs/snippets.ts';
import { createForeignProject, type ForeignProject } from './foreign-project.ts';
import { buildServer } from './pack-packages.ts';
import { root } from './repository.ts';
import { runCommand } from './run-command.ts';
import { startProgram } from './start-program.ts';

const template = join(root, 'templates/provider');
const name = 'gw-provider-open-weights';

/** As the guide tells a stranger to begin. */
async function copyTemplate(folder: string): Promise<void> {
  cpSync(template, folder, { recursive: true });
  await runCommand(process.execPath, ['rename.mjs', 'open-weights'], { cwd: folder });
}

interface PackedFiles {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

describe('the template of a provider, copied and renamed by a stranger', () => {
  let project: ForeignProject;
  let packed: PackedFiles;
  beforeAll(async () => {
    project = await createForeignProject({ packages: [], workspaces: { mine: copyTemplate } });
  }, 120_000);
  afterAll(() => project?.remove());

  const npm = (...args: string[]) => project.run('npm', [...args, '--workspace', name]);

  it('is begun and published with the commands of the guide', () => {
    const shell = readSnippets('docs/write-a-provider.md').filter(
      ({ language }) => language === 'sh',
    );
    expect(shell.map(({ code }) => code.trimEnd().split('\n'))).toEqual([
      [
        `cp -R templates/provider ../${name}`,
        `cd ../${name}`,
        'node rename.mjs open-weights',
        'npm install',
        'npm run typecheck',
        'npm test',
      ],
      ['npm pack', 'npm publish'],
    ]);
  });

  it('has the new name everywhere', () => {
    const files = project.list('mine').filter((file) => !file.startsWith('node_modules'));
    expect(files).toContain('src/lib/create-open-weights-provider.ts');
    expect(files).not.toContain('rename.mjs');
    const left = files.filter((file) => {
      return /acme/i.test(file + readFileSync(join(project.folder, 'mine', file), 'utf8'));
    });
    expect(left).toEqual([]);
    const readme = readFileSync(join(project.folder, 'mine/README.md'), 'utf8');
    expect(readme).toContain(
      'createOpenWeightsProvider({ apiKey: process.env.OPEN_WEIGHTS_API_KEY })',
    );
  });

  it('wants versions that there are', () => {
    const { peerDependencies, dependencies, devDependencies } = manifestOf(template);
    const wanted = Object.entries({ ...devDependencies, ...dependencies, ...peerDependencies });
    const ours = wanted.filter(([each]) => each.startsWith('@gw/'));
    expect(ours.length).toBeGreaterThan(0);
    for (const [each, range] of ours) {
      const { version = '' } = manifestOf(join(root, 'packages', each.replace('@gw/', '')));
      // The contract of a provider has a version of its own; see specVersion.
      expect(range, each).toBe(`${version.split('.')[0]}.x`);
    }
  });

  it('compiles and passes the suite', { timeout: 120_000 }, async () => {
    expect(await npm('run', 'typecheck')).not.toContain('error');
    const printed = await npm('test');
    expect(printed).toMatch(/pass [1-9]\d\d/);
    expect(printed).toMatch(/fail 0/);
  });

  it('is packed without sources and tests, and as tools want it', {
    timeout: 120_000,
  }, async () => {
    [packed] = JSON.parse(await npm('pack', '--json', '--silent')) as [PackedFiles];
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.d.ts']));
    const others = paths.filter(
      (path) => !/^(LICENSE|README\.md|package\.json|dist\/.+)$/.test(path),
    );
    expect(others).toEqual([]);
    expect(paths.filter((path) => /test|__fixtures__|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    const tarball = join(project.folder, packed.filename);
    await project.run('publint', ['run', '--strict', tarball]);
    await project.run('attw', ['--profile', 'esm-only', tarball]);
  });

  it('is loaded by its name into the standalone server', { timeout: 120_000 }, async () => {
    await project.install('server', { [name]: `file:../${packed.filename}` });
    await compilesReadme(project);
    const main = await buildServer();
    const upstreamProgram = readFileSync(
      join(import.meta.dirname, 'programs/scripted-provider-upstream.mjs'),
      'utf8',
    );
    const wire = join(project.folder, 'mine/src/__fixtures__/open-weights-wire.ts');
    await using upstream = await startProgram(
      process.execPath,
      [project.write('upstream.mjs', upstreamProgram), wire, 'createOpenWeightsWire'],
      { cwd: project.folder },
    );
    const settings = { type: name, baseUrl: upstream.url, apiKey: { env: 'OPEN_WEIGHTS_API_KEY' } };
    project.write('server/gateway.config.json', JSON.stringify({ providers: [settings] }));
    await using server = await startProgram(process.execPath, [main], {
      cwd: join(project.folder, 'server'),
      env: { PORT: '0', OPEN_WEIGHTS_API_KEY: 'sk-open-weights' },
    });
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
    const model = 'open-weights/rocket-1';
    const messages = [{ role: 'user' as const, content: 'Hello' }];

    const { choices, usage } = await client.chat.completions.create({ model, messages });
    expect(choices[0]?.message.content).toBe('Hello from afar.');
    expect(usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 });

    const stream = await client.chat.completions.create({ model, messages, stream: true });
    let said = '';
    for await (const chunk of stream) said += chunk.choices[0]?.delta.content ?? '';
    expect(said).toBe('Hello from afar.');

    const response = await client.responses.create({ model, input: 'Hello' });
    expect(response.output_text).toBe('Hello from afar.');
    expect(response.status).toBe('completed');

    expect(server.output()).toContain('open-weights: rocket-1');
    expect(server.output()).not.toContain('sk-open-weights');
  });
});

/** As whoever installs the package would paste it. */
async function compilesReadme(project: ForeignProject): Promise<void> {
  const readme = readFileSync(join(project.folder, 'mine/README.md'), 'utf8');
  const [, code = ''] = /^```ts\n([\s\S]+?)^```$/m.exec(readme) ?? [];
  expect(code).toContain(name);
  project.write('server/use.ts', code);
  const compilerOptions = { module: 'nodenext', strict: true, types: ['node'], noEmit: true };
  project.write('server/tsconfig.json', JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  expect(await project.run('tsc', ['-p', 'server'])).toBe('');
}

interface TemplateManifest {
  readonly version?: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): TemplateManifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as TemplateManifest;
}
