import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { root } from './repository.ts';

export interface CommandOptions {
  readonly cwd: string;
  /** Besides {@link cleanEnvironment}. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: 120,000. */
  readonly timeoutMs?: number;
}

/**
 * Runs a program to its end and returns what it printed.
 * @throws {Error} with all it printed, when it does not exit with 0.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env = {}, timeoutMs = 120_000 }: CommandOptions,
): Promise<string> {
  const options = {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else reject(new Error([error.message, stdout, stderr].join('\n')));
    });
  });
}

/**
 * What a user's shell would have: this Node first on PATH, and none of the settings that `npm test`
 * and pnpm hand down to what they start, nor anybody's keys. Where packages come from stays.
 */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => isSystem.test(name) || isRegistryAccess.test(name),
  );
  const tools = [dirname(process.execPath), join(root, 'node_modules/.bin'), process.env.PATH];
  return { ...Object.fromEntries(kept), PATH: tools.join(delimiter), NO_COLOR: '1' };
}

const isSystem = /^(HOME|USER|LANG|LC_\w+|TMPDIR|TEMP|TMP|SYSTEMROOT|APPDATA|LOCALAPPDATA)$/i;
const isRegistryAccess =
  /^(npm_config_(registry|userconfig|globalconfig|cache|cafile|offline)|(https?|no)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i;
