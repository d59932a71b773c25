import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment, type User } from './run-program.ts';

/** A server that runs. */
export interface ServerProcess {
  readonly pid: number | undefined;
  /** Resolves when it has ended. */
  stop(how: 'fast' | 'immediate'): Promise<void>;
}

interface ServerOptions {
  /** The folder of the programs. */
  readonly bin: string;
  readonly data: string;
  readonly port: number;
  readonly user: User | undefined;
}

const readyWithinMs = 20_000;

/** @see https://www.postgresql.org/docs/current/server-shutdown.html */
const signals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/** Resolves when it takes connections. */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  const { bin, data, port, user } = options;
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    // Nothing is to outlive this machine's power.
    'fsync=off',
  ].flatMap((setting) => ['-c', setting]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    cwd: data,
    env: cleanEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Whoever stops the tests at a terminal lets them end it.
    detached: true,
    ...user,
  });
  const ended = once(server, 'close');
  await saysThatItIsReady(server);
  return {
    pid: server.pid,
    async stop(how) {
      server.kill(signals[how]);
      await ended;
    },
  };
}

/** @throws {Error} with what it said, where it does not. */
function saysThatItIsReady(server: ReturnType<typeof spawn>): Promise<void> {
  const { stderr } = server;
  if (!stderr) throw new Error('PostgreSQL was started without a pipe.');
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (what: string) =>
      reject(new Error(`PostgreSQL ${what}:\n${said.slice(-20).join('\n')}`));
    const timer = setTimeout(() => {
      server.kill('SIGQUIT');
      fail(`was not ready in ${readyWithinMs} ms`);
    }, readyWithinMs);
    // Read to its end: a pipe that is full would stop the server.
    createInterface(stderr).on('line', (line) => {
      if (said.push(line) > 100) said.shift();
      if (!line.includes('is ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
    server.on('error', (error) => fail(`did not start (${error.message})`));
    server.on('close', () => {
      clearTimeout(timer);
      fail('ended');
    });
  });
}
