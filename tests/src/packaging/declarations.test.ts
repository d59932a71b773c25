import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createForeignProject, type ForeignProject } from './foreign-project.ts';
import type { PackedPackage } from './pack-packages.ts';
import { root } from './repository.ts';

// Stricter than most users are, and the declarations of others are checked too: what ours need
// must be there.
const strict = {
  target: 'es2024',
  lib: ['es2024'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
};

const nodenext = { ...strict, module: 'nodenext', moduleResolution: 'nodenext' };
const bundler = { ...strict, module: 'esnext', moduleResolution: 'bundler' };
// `export` in a CommonJS file is what verbatimModuleSyntax is there to forbid.
const commonjs = { ...nodenext, verbatimModuleSyntax: false };
const dom = ['es2024', 'dom', 'dom.iterable'];

/** What a browser's or worker's TypeScript must be able to read, without Node's types. */
const neutral = [
  '@gw/schema',
  '@gw/core',
  '@gw/provider-utils',
  '@gw/provider-http',
  '@gw/provider-demo',
  '@gw/provider-anthropic',
  '@gw/provider-gemini',
  '@gw/provider-ollama',
  '@gw/state',
];
/** Hono's own declarations want the DOM's. */
const hono = ['@gw/adapter-hono'];

describe('the published declarations', () => {
  let project: ForeignProject;
  beforeAll(async () => {
    project = await createForeignProject({
      packages: [
        '@gw/adapter-express',
        '@gw/adapter-hono',
        '@gw/adapter-node',
        '@gw/core',
        '@gw/provider-anthropic',
        '@gw/provider-demo',
        '@gw/provider-gemini',
        '@gw/provider-http',
        '@gw/provider-ollama',
        '@gw/provider-utils',
        '@gw/schema',
        '@gw/state',
        '@gw/store-postgres',
        '@gw/store-sqlite',
        '@gw/testkit',
      ],
      others: ['@hono/node-server', '@types/express', '@types/node', 'express', 'hono'],
    });
    const { packed } = project;
    writeExample(project, 'node', 'embed-node');
    writeExample(project, 'node', 'embed-express');
    writeExample(project, 'hono', 'embed-hono');
    const consumer = readFileSync(join(import.meta.dirname, 'programs/consumer.ts'), 'utf8');
    project.write('node/consumer.ts', consumer);
    project.write('node/entries.ts', importsOf(packed.filter(({ name }) => !hono.includes(name))));
    project.write('hono/entries.ts', importsOf(packed.filter(({ name }) => hono.includes(name))));
    const forBrowsers = packed.filter(({ name }) => neutral.includes(name));
    project.write('browser/entries.ts', importsOf(forBrowsers));
    project.write('commonjs/package.json', JSON.stringify({ type: 'commonjs' }));
    project.write('commonjs/consumer.ts', commonjsConsumer);
  }, 120_000);
  afterAll(() => project?.remove());

  it.each([
    ['nodenext', 'node', nodenext],
    ['bundler', 'node', bundler],
    ['nodenext, in a CommonJS package', 'commonjs', commonjs],
    ['nodenext, with Hono', 'hono', { ...nodenext, lib: dom }],
    ['bundler, with Hono', 'hono', { ...bundler, lib: dom }],
    ['bundler, in a browser', 'browser', { ...bundler, lib: dom, types: [] }],
  ])('compile with moduleResolution %s', { timeout: 60_000 }, async (_, folder, options) => {
    const config = JSON.stringify({ compilerOptions: options, include: ['*.ts'] });
    project.write(`${folder}/tsconfig.json`, config);
    expect(await project.run('tsc', ['-p', folder])).toBe('');
  });
});

const commonjsConsumer = `
import { createGateway, type ModelGateway } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';

export const gateway: ModelGateway = createGateway({ providers: [createHttpProvider()] });
`;

function writeExample(project: ForeignProject, folder: string, example: string): void {
  const source = readFileSync(join(root, 'examples', example, 'src/main.ts'), 'utf8');
  project.write(`${folder}/${example}.ts`, source);
}

/** Imports all that can be imported, so that every declaration is read. */
function importsOf(packages: readonly PackedPackage[]): string {
  const entries = packages.flatMap(({ name, manifest }) =>
    Object.keys(manifest.exports).map((path) => name + path.slice(1)),
  );
  return entries.map((entry, at) => `export * as entry${at} from '${entry}';\n`).join('');
}
