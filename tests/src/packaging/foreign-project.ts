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
  /** Packages of its own, by folder, each written there before anything is installed. Default: none. */
  readonly workspaces?: Readonly<Record<string, (folder: string) => Promise<void>>>;
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
  /** Makes a project of its own in a folder of this one. @param dependencies names to specifiers. */
  install(folder: string, dependencies: Readonly<Record<string, string>>): Promise<void>;
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
      install: (path, dependencies) =>
        install(join(folder, path), { dependencies, overrides: overridesOf([], packed) }),
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
    const { workspaces = {} } = options;
    for (const [path, write] of Object.entries(workspaces)) await write(join(folder, path));
    await install(folder, {
      ...dependenciesOf(options, packed),
      ...(options.workspaces && { workspaces: Object.keys(workspaces) }),
    });
    return project;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function install(folder: string, members: object): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const manifest = { name: 'foreign', private: true, type: 'module', ...members };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  // What a tool of ours has fetched before is taken from there.
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await runCommand('npm', ['install', ...flags], { cwd: folder });
}

function dependenciesOf(
  { packages, others = [] }: ForeignProjectOptions,
  packed: readonly PackedPackage[],
) {
  const tarballOf = new Map(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const missing = packages.filter((name) => !tarballOf.has(name));
  if (missing.length > 0) throw new Error(`There is no package ${missing.join(', ')}.`);
  const ours = packages.map((name) => [name, tarballOf.get(name)]);
  const theirs = others.map((name) => [name, installedVersion(name)]);
  return {
    dependencies: Object.fromEntries([...ours, ...theirs]),
    overrides: overridesOf(packages, packed),
  };
}

/**
 * Our packages name each other by version, and nothing is published yet: `overrides` tells npm
 * that each of these versions is the tarball.
 * @param direct those that stand in the project's own dependencies.
 */
function overridesOf(direct: readonly string[], packed: readonly PackedPackage[]): object {
  const overrides = packed.map(({ name, tarball }) =>
    // npm refuses an override that differs from a direct dependency; `$name` means the same.
    direct.includes(name) ? [name, `$${name}`] : [name, `file:${tarball}`],
  );
  return Object.fromEntries(overrides);
}

/** As it stands in the workspace: our own dependency, or a tool of the root. */
function installedVersion(name: string): string {
  const file = ['tests', '.']
    .map((folder) => join(root, folder, 'node_modules', name, 'package.json'))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`The workspace has no ${name}.`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
