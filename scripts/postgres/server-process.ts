import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment, type User } from './run-program.ts';

/** A server that runs. */
export interface ServerProcess {
  /** Of the server itself. */
  readonly pid: number;
  stop(how: 'fast' | 'immediate'): Promise<void>;
}

interface ServerOptions {
  readonly bin: string;
  readonly data: string;
  /** Removed when this process is gone. */
  readonly folder: string;
  readonly port: number;
  readonly user: User | undefined;
}

const readyWithinMs = 20_000;

/**
 * A shell watches over the server: told a signal, it passes that on; told nothing, since whoever
 * started it is gone, it ends the server and removes the folder.
 */
const watch = `
  "$@" 2>&1 &
  server=$!
  echo "pid $server"
  if read -r signal <&3; then
    kill -s "$signal" $server
    wait $server
  else
    kill -s QUIT $server
    wait $server
    rm -rf "$FOLDER"
  fi
`;

/** @see https://www.postgresql.org/docs/current/server-shutdown.html */
const signals = { fast: 'INT', immediate: 'QUIT' } as const;

/** Resolves when it takes connections. */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  const { bin, data, folder, port, user } = options;
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    // Nothing is to outlive this machine's power.
    'fsync=off',
  ].flatMap((setting) => ['-c', setting]);
  const command = [join(bin, 'postgres'), '-D', data, '-p', String(port), ...settings];
  const shell = spawn('sh', ['-c', watch, 'sh', ...command], {
    cwd: folder,
    env: { ...cleanEnvironment(), FOLDER: folder },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    ...user,
  });
  const said: string[] = [];
  const ended = once(shell, 'exit');
  const pid = await new Promise<number>((resolve, reject) => {
    let pid = 0;
    const fail = (what: string) =>
      reject(new Error(`PostgreSQL ${what}:\n${said.slice(-20).join('\n')}`));
    const timer = setTimeout(() => fail(`was not ready in ${readyWithinMs} ms`), readyWithinMs);
    const lines = createInterface(shell.stdout);
    lines.on('line', (line) => {
      if (said.push(line) > 200) said.shift();
      if (line.startsWith('pid ')) pid = Number(line.slice(4));
      if (!line.includes('is ready to accept connections') && !line.includes('is shut down'))
        return;
      clearTimeout(timer);
      if (line.includes('is shut down')) fail('ended');
      else resolve(pid);
    });
    shell.on('error', (error) => fail(`did not start (${error.message})`));
    lines.on('close', () => fail('ended'));
  });
  const [, , , control] = shell.stdio;
  return {
    pid,
    async stop(how) {
      if (shell.exitCode === null && control && 'write' in control)
        control.write(`${signals[how]}\n`);
      await ended;
    },
  };
}
