import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whom a program runs as. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root: then it runs as `postgres`, where that user is there, else as
 * `nobody`. Anybody else runs it by himself.
 */
export function serverUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const entries = lines.map((line) => line.split(':'));
  const found = ['postgres', 'nobody']
    .map((name) => entries.find((entry) => entry[0] === name))
    .find((entry) => entry !== undefined);
  if (!found) throw new Error('PostgreSQL does not run as root, and there is no user "nobody".');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** Without what would tell PostgreSQL's programs of other servers. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(entries), LC_ALL: 'C' };
}

/** @throws {Error} with what the program said, when it fails. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly user?: User | undefined; readonly cwd?: string; readonly env?: object } = {},
): Promise<void> {
  const { user, cwd, env } = options;
  const child = spawn(command, args, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-4_000);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} failed (${code}): ${said.trim()}`);
}
