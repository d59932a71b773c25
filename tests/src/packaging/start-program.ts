import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { cleanEnvironment } from './run-command.ts';

export interface ProgramOptions {
  readonly cwd: string;
  /** Besides what every program needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Finds where it listens in what it printed. Default: the first URL with 127.0.0.1. */
  readonly findUrl?: ((printed: string) => string | undefined) | undefined;
  /** How long it may take to print where it listens, in ms. Default: 20,000. */
  readonly startTimeoutMs?: number;
}

/** A server of somebody else's, in a process of its own. */
export interface RunningProgram {
  /** Where it listens. */
  readonly url: string;
  /** Everything that it printed so far, both streams. */
  output(): string;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a program that prints where it listens.
 * @throws {Error} with what it printed, when it ends or does not say so in time.
 */
export async function startProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<RunningProgram> {
  const { cwd, env } = options;
  const child = spawn(command, args, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { output, url } = watchOutput(child, options);
  const stop = () => stopProcess(child);
  try {
    return { url: await url, output, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A port that nobody listens on, for programs that are told theirs. Below the range that the system
 * hands out by itself, so that nobody gets it between now and then.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = 10_240 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Up to the line's end: a URL may arrive in two pieces. */
function firstUrl(printed: string): string | undefined {
  return /(http:\/\/127\.0\.0\.1:\d+\S*)\s/.exec(printed)?.[1];
}

function watchOutput(child: ChildProcess, options: ProgramOptions) {
  const { findUrl = firstUrl, startTimeoutMs: timeoutMs = 20_000 } = options;
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  let printed = '';
  const fail = (reason: string) => reject(new Error(`The program ${reason}:\n${printed}`));
  const timer = setTimeout(() => fail(`printed no URL within ${timeoutMs} ms`), timeoutMs);
  const read = (text: string) => {
    printed += text;
    const found = findUrl(printed);
    if (found === undefined) return;
    clearTimeout(timer);
    resolve(found);
  };
  child.stdout?.setEncoding('utf8').on('data', read);
  child.stderr?.setEncoding('utf8').on('data', read);
  child.once('error', (error) => fail(`did not start: ${error.message}`));
  child.once('exit', (code, signal) => {
    clearTimeout(timer);
    fail(`ended (${signal ?? code})`);
  });
  return { url, output: () => printed };
}

/** How long a program may take to end by itself. */
const stopMs = 3_000;

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(timer);
}
