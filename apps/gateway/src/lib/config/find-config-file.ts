import { existsSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { ConfigError } from './config-error.ts';

const extensions = ['.ts', '.mts', '.js', '.mjs', '.json'];

/**
 * The configuration file to read: the one that was named, else `gateway.config.*` in this folder.
 * @returns its absolute path; undefined where there is none.
 * @throws {ConfigError} for a named file that cannot be one, and where several could be meant.
 */
export function findConfigFile(folder: string, named: string | undefined): string | undefined {
  if (named !== undefined) return checkNamed(resolve(folder, named), named);
  const found = extensions.map((ext) => `gateway.config${ext}`).filter(isIn(folder));
  if (found.length > 1) {
    throw new ConfigError(`Only one may be there, or --config must say which: ${found.join(', ')}`);
  }
  return found[0] && join(folder, found[0]);
}

function isIn(folder: string): (file: string) => boolean {
  return (file) => existsSync(join(folder, file));
}

function checkNamed(path: string, named: string): string {
  if (!extensions.includes(extname(path))) {
    throw new ConfigError(`--config ${named}: must be a file ending in ${extensions.join(', ')}`);
  }
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new ConfigError(`--config ${named}: there is no such file: ${path}`);
  return path;
}
