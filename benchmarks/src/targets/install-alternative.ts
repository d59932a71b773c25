import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AlternativeName, alternatives, folderOf, problemFileOf } from './alternatives.ts';

/**
 * Installs a gateway of others' below this package's folder, which git ignores. What went wrong is kept
 * there for the tables; a half of it is not.
 * @returns what went wrong, or nothing.
 */
export function installAlternative(name: AlternativeName): string | undefined {
  const folder = folderOf(name);
  rmSync(folder, { recursive: true, force: true });
  rmSync(problemFileOf(name), { force: true });
  mkdirSync(folder, { recursive: true });
  const problem = install(name, folder);
  if (problem === undefined) return undefined;
  rmSync(folder, { recursive: true, force: true });
  writeFileSync(problemFileOf(name), `${problem}\n`);
  return `${name} was not installed: ${problem}`;
}

function install(name: AlternativeName, folder: string): string | undefined {
  const { install: commands, files = {}, installEnv } = alternatives[name];
  const env = { ...process.env, ...installEnv };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  for (const [command = '', ...args] of commands) {
    const line = [command, ...args].join(' ');
    console.log(`${name}: ${line}`);
    const { status, error, stderr } = spawnSync(command, args, {
      cwd: folder,
      env,
      stdio: ['inherit', 'inherit', 'pipe'],
      encoding: 'utf8',
    });
    process.stderr.write(stderr ?? '');
    if (status === 0) continue;
    if (error) return `\`${line}\` did not start (${error.message})`;
    return `\`${line}\` ended with ${status}: ${describeFailure(stderr)}`;
  }
  return undefined;
}

/** What a command said last, in one line, without the hosts that this machine asks for packages. */
export function describeFailure(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const told = lines.filter((line) => line !== '').slice(-3);
  return told
    .join(' ')
    .replaceAll(/https?:\/\/[^\s/:"']+(?::\d+)?/g, '…')
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '…')
    .replaceAll(/(lookup|host) [\w.-]+/g, '$1 …')
    .slice(0, 400);
}
