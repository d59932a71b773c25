import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ProcessOptions {
  readonly args?: readonly string[];
  /** All that it sees of the environment, beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: an empty one of its own, gone at its end with what it has written there. */
  readonly folder?: string;
  /** The number of a user to run it as; only root may say so. Default: whoever runs the tests. */
  readonly user?: number;
  /** Default: the sources. */
  readonly command?: readonly string[];
}

const sources = ['--conditions=@gw/source', join(import.meta.dirname, '../main.ts')];

function spawnGateway({ args = [], env = {}, folder, user, command = sources }: ProcessOptions) {
  const own = folder === undefined ? mkdtempSync(join(tmpdir(), 'gw-')) : undefined;
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: folder ?? own,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user !== undefined && { uid: user, gid: user }),
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  const closed = once(child, 'close') as Promise<[code: number | null, signal: string | null]>;
  const ended = closed.finally(() => own && rmSync(own, { recursive: true }));
  return { child, output, ended };
}

/** One that should have ended and serves instead must not outlive its test: it is killed after this, in ms. */
const longestRunMs = 15_000;

/** Runs it to its end. */
export async function runGateway(options: ProcessOptions = {}) {
  const { child, output, ended } = spawnGateway(options);
  const timer = setTimeout(() => child.kill(), longestRunMs);
  const [exitCode] = await ended;
  clearTimeout(timer);
  return { exitCode, ...output };
}

/** A server in a process of its own. */
export interface GatewayProcess extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<[code: number | null, signal: string | null]>;
  /** Sends a signal and waits for the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts it on a free port and waits for its banner. @throws {Error} with what it printed instead. */
export async function startGateway(options: ProcessOptions = {}): Promise<GatewayProcess> {
  const env = { PORT: '0', ...options.env };
  const { child, output, ended } = spawnGateway({ ...options, env });
  const url = await Promise.race([bannerUrl(child, output), ended.then(() => undefined)]);
  if (url === undefined) throw new Error(`It did not start: ${output.stderr}`);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return (await ended)[0];
  };
  return {
    url,
    child,
    output,
    ended,
    stop,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The banner is out once its last line, the command to try, is. */
function bannerUrl(child: ChildProcess, output: { readonly stdout: string }): Promise<string> {
  return new Promise((resolve) => {
    child.stdout?.on('data', () => {
      const [, url] = /listens on (http:\S+)[\s\S]+\n {2}curl .+\n/.exec(output.stdout) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}
