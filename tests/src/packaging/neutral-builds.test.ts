import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackages } from './pack-packages.ts';
import { root } from './repository.ts';

/** What only some runtimes have, or mean something else by. */
const hostGlobals = [
  'Buffer',
  'Bun',
  'Deno',
  '__dirname',
  '__filename',
  'clearImmediate',
  'document',
  'global',
  'module',
  'process',
  'require',
  'setImmediate',
  'window',
];

describe('the built files run on any runtime', () => {
  beforeAll(buildPackages, 120_000);

  it.each([
    ['schema', ['zod'], []],
    // Taken where it is there, done without where it is not: see bytes.ts.
    ['core', ['@gw/schema', 'eventsource-parser', 'zod'], ['Buffer']],
    ['state', ['@gw/core', '@gw/schema', 'zod'], []],
  ])('of %s, which import %j alone', async (name, allowed, optional) => {
    const files = globSync('dist/**/*.js', { cwd: join(root, 'packages', name) });
    expect(files).toContain('dist/index.js');
    const { imports, globals } = await inspect(join(root, 'packages', name), files);
    expect(imports.filter((path) => !allowed.includes(path))).toEqual([]);
    expect(globals).toEqual(optional);
  });

  it('and what is looked for would be found', async () => {
    const folder = join(import.meta.dirname, '__fixtures__');
    expect(await inspect(folder, ['not-neutral.js'])).toEqual({
      imports: ['hono', 'node:fs', 'node:path'],
      globals: ['Buffer', 'process'],
    });
  });
});

/**
 * What files import from others, and which of a host's globals they use. The bundler tells: it knows
 * a global from a local variable, a property or a word in a comment.
 */
async function inspect(
  folder: string,
  files: readonly string[],
): Promise<{ imports: string[]; globals: string[] }> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [...files],
    outdir: 'unwritten',
    write: false,
    metafile: true,
    bundle: true,
    format: 'esm',
    packages: 'external',
    external: ['node:*'],
    define: Object.fromEntries(
      hostGlobals.flatMap((name) => [
        [name, markOf(name)],
        [`globalThis.${name}`, markOf(name)],
      ]),
    ),
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const text = outputFiles.map((file) => file.text).join('\n');
  return {
    imports: [
      ...new Set(imports.filter(({ external }) => external).map(({ path }) => path)),
    ].sort(),
    globals: hostGlobals.filter((name) => text.includes(markOf(name))),
  };
}

function markOf(name: string): string {
  return `used_global_${name}`;
}
