import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type PackedPackage, packPackages } from './pack-packages.ts';
import { root } from './repository.ts';
import { type CommandOptions, runCommand } from './run-command.ts';

export interface ForeignProjectOptions {
  /** Names of our packages that its author asked for; what these need comes by itself. */
  readonly packages: readonly string[];
  /** Names of others', in the versions that this repository tests with. Default: none. */
  readonly others?: readonly string[];
}

/** A project outside of the workspace, with our packages installed from their tarballs by npm. */
export interface ForeignProject {
  readonly folder: string;
  /** All of ours, installed or not. */
  readonly packed: readonly PackedPackage[];
  /** Writes a file of the project and returns its path. */
  write(path: string, text: string): string;
  /** Files below a folder of the project, by their paths from there, sorted. */
  list(folder: string): readonly string[];
  /** Runs a program in the project to its end. Returns what it printed. */
  run(
    command: string,
    args: readonly string[],
    options?: Omit<CommandOptions, 'cwd'>,
  ): Promise<string>;
  remove(): void;
}

export async function createForeignProject(
  options: ForeignProjectOptions,
): Promise<ForeignProject> {
  const folder = mkdtempSync(join(tmpdir(), 'gw-foreign-'));
  try {
    const tarballs = join(folder, 'tarballs');
    mkdirSync(tarballs);
    const packed = await packPackages(tarballs);
    const project: ForeignProject = {
      folder,
      packed,
      write(path, text) {
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        return file;
      },
      list: (path) =>
        readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => relative(join(folder, path), join(parentPath, name)))
          .sort(),
      run: (command, args, more) => runCommand(command, args, { cwd: folder, ...more }),
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
    project.write('package.json', JSON.stringify(manifestOf(options, packed), null, 2));
    await project.run('npm', [
      'install',
      // What a tool of ours has fetched before is taken from there.
      '--prefer-offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ]);
    return project;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Our packages name each other by version, and nothing is published yet: `overrides` tells npm
 * that each of these versions is the tarball.
 */
function manifestOf(
  { packages, others = [] }: ForeignProjectOptions,
  packed: readonly PackedPackage[],
) {
  const tarballOf = new Map(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const missing = packages.filter((name) => !tarballOf.has(name));
  if (missing.length > 0) throw new Error(`There is no package ${missing.join(', ')}.`);
  const ours = packages.map((name) => [name, tarballOf.get(name)]);
  const theirs = others.map((name) => [name, installedVersion(name)]);
  const overrides = Array.from(tarballOf, ([name, tarball]) =>
    // npm refuses an override that differs from a direct dependency; `$name` means the same.
    packages.includes(name) ? [name, `$${name}`] : [name, tarball],
  );
  return {
    name: 'foreign',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries([...ours, ...theirs]),
    overrides: Object.fromEntries(overrides),
  };
}

/** As it stands in the workspace: our own dependency, or a tool of the root. */
function installedVersion(name: string): string {
  const file = ['tests', '.']
    .map((folder) => join(root, folder, 'node_modules', name, 'package.json'))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`The workspace has no ${name}.`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
