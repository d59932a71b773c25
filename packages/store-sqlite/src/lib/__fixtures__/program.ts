import { type ForkOptions, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program of `store-program.ts` in a process of its own. */
export interface Program {
  /** What it tells next. @throws {Error} when it has ended. */
  next(): Promise<unknown>;
  /** Resolves with its exit code. */
  readonly exited: Promise<unknown>;
  kill(): Promise<void>;
}

export function startProgram(name: string, file: string, options: ForkOptions = {}): Program {
  const path = fileURLToPath(new URL('./store-program.ts', import.meta.url));
  const child = fork(path, [file, name], { execArgv: [], ...options });
  const exited = once(child, 'exit').then(([code]) => code);
  const messages = on(child, 'message', { close: ['exit'] });
  return {
    async next() {
      const { value, done } = await messages.next();
      if (done) throw new Error(`The program "${name}" has ended.`);
      return value[0];
    },
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
