import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AlternativeName, alternatives, folderOf } from './alternatives.ts';

/**
 * Installs a gateway of others' below this package's folder, which git ignores.
 * @returns what went wrong, or nothing.
 */
export function installAlternative(name: AlternativeName): string | undefined {
  const { install, files = {}, installEnv } = alternatives[name];
  const folder = folderOf(name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  for (const [command = '', ...args] of install) {
    console.log(`${name}: ${command} ${args.join(' ')}`);
    const env = { ...process.env, ...installEnv };
    const { status, error } = spawnSync(command, args, { cwd: folder, env, stdio: 'inherit' });
    if (status !== 0) return `${name} was not installed: ${error?.message ?? `exit ${status}`}`;
  }
  return undefined;
}
