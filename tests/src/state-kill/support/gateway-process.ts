import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** `programs/gateway.ts` in a process of its own, which can be killed and started again. */
export interface GatewayProcess {
  /** Where it listens; nothing while it does not. */
  readonly url: string | undefined;
  /** Numbers of the calls that its model got, in all its lives. */
  readonly asked: readonly number[];
  /** Those that were aborted. */
  readonly aborted: readonly number[];
  /** What it complained of, in all its lives. */
  readonly complaints: readonly string[];
  /** Resolves when it listens. @throws {Error} when it ends before that. */
  start(): Promise<void>;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
  /** It stands still where it is. */
  freeze(): void;
  thaw(): void;
}

const program = fileURLToPath(new URL('../programs/gateway.ts', import.meta.url));

export function createGatewayProcess(kind: string, where: string): GatewayProcess {
  const asked: number[] = [];
  const aborted: number[] = [];
  const complaints: string[] = [];
  let child: ChildProcess | undefined;
  let url: string | undefined;

  function launch(): Promise<void> {
    const started = spawn(process.execPath, ['--conditions=@gw/source', program, kind, where], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child = started;
    createInterface(started.stderr).on('line', (line) => complaints.push(line));
    return new Promise((resolve, reject) => {
      createInterface(started.stdout).on('line', (line) => {
        const [word, value = ''] = line.split(' ');
        if (word === 'asked') asked.push(Number(value));
        if (word === 'aborted') aborted.push(Number(value));
        if (word !== 'listening') return;
        if (child === started) url = value;
        resolve();
      });
      started.on('exit', (code, signal) => {
        const reason = `The gateway ended (${signal ?? code}).`;
        reject(new Error(`${reason}\n${complaints.slice(-20).join('\n')}`));
      });
    });
  }

  return {
    get url() {
      return url;
    },
    asked,
    aborted,
    complaints,
    start: launch,
    async kill() {
      const killed = child;
      child = url = undefined;
      if (!killed || killed.exitCode !== null || killed.signalCode !== null) return;
      const gone = once(killed, 'close');
      killed.kill('SIGKILL');
      await gone;
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  };
}
