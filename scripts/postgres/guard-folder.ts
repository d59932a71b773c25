import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { User } from './run-program.ts';

/** Its input ends when whoever started it is gone, however that ended. */
const guard = `
  read -r over <&3
  server=$(head -n 1 "$PID_FILE" 2>/dev/null)
  if [ -n "$server" ]; then
    kill -s QUIT "$server"
    kill -s CONT "$server"
    while kill -0 "$server" 2>/dev/null; do sleep 0.1; done
  fi
  rm -rf "$FOLDER" || { sleep 1; rm -rf "$FOLDER"; }
`;

/**
 * Ends the server in a folder, and removes that, once this process is gone; from its first moment on,
 * and in a group of its own, so that nothing takes both at once.
 * @param data the server's own folder in it.
 * @returns does so now, as far as it is not done.
 */
export function guardFolder(folder: string, data: string, user: User | undefined): () => void {
  const shell = spawn('sh', ['-c', guard], {
    cwd: '/',
    env: { PATH: process.env.PATH, FOLDER: folder, PID_FILE: join(data, 'postmaster.pid') },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
    ...user,
  });
  const input = shell.stdio[3];
  if (!(input instanceof Writable)) throw new Error('There is no "sh" to guard the server.');
  // Neither keeps this process alive.
  shell.unref();
  if ('unref' in input && typeof input.unref === 'function') input.unref();
  shell.on('error', () => {});
  input.on('error', () => {});
  return () => input.end();
}
