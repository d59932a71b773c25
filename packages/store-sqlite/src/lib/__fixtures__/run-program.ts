import { type ForkOptions, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A program of `store-program.ts` in a process of its own. */
export interface Program {
  /** What it tells next. */
  next(): Promise<unknown>;
  /** Everything it has told, and not been asked for yet, until now or its end. */
  kill(): Promise<void>;
}

/** Ends with the test at the latest. */
export function runProgram(name: string, file: string, options: ForkOptions = {}): Program {
  const path = fileURLToPath(new URL('./store-program.ts', import.meta.url));
  const child = fork(path, [file, name], { execArgv: [], ...options });
  const exit = once(child, 'exit');
  const messages = on(child, 'message', { close: ['exit'] });
  const kill = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  onTestFinished(kill);
  return {
    async next() {
      const { value, done } = await messages.next();
      if (done) throw new Error(`The program "${name}" has ended.`);
      return value[0];
    },
    kill,
  };
}
