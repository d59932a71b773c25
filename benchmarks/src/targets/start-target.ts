import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findFreePort } from '../../../tests/src/packaging/start-program.ts';
import type { Address } from '../load/ask.ts';
import { until } from '../pause.ts';
import type { Launch, Place } from './launch.ts';
import type { Question } from './probe.ts';

/** A measured program in a process of its own. */
export interface RunningTarget extends Address {
  readonly pid: number;
  /** Heap behind a forced collection, with the buffers beside it, in bytes. NaN where Node does not run it. */
  heapUsed(): Promise<number>;
  /** From now on it notes where its time goes, and writes that when it ends. Only where Node runs it. */
  startProfile(file: string): void;
  stop(): Promise<void>;
}

/** @throws {Error} with what it printed, when it does not answer in time. */
export async function startTarget(
  launchAt: (place: Place) => Launch,
  upstreamUrl: string,
): Promise<RunningTarget> {
  const port = await findFreePort();
  const launch = launchAt({ port, upstreamUrl });
  const origin = `http://127.0.0.1:${port}`;
  const child = spawnLaunch(withProbe(launch), { port, upstreamUrl });
  const output = collectOutput(child);
  const stop = async () => {
    await stopProcess(child, launch.isNode ?? false);
    launch.cleanUp?.();
  };
  try {
    const isReady = () => answers(origin + (launch.healthPath ?? '/health'), child);
    await until('the program answers', isReady, launch.startTimeoutMs ?? 30_000);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${output()}`);
  }
  const { headers = {}, isNode = false } = launch;
  return {
    origin,
    headers,
    pid: child.pid ?? 0,
    heapUsed: () => (isNode ? askHeap(child) : Promise.resolve(Number.NaN)),
    startProfile: (file) => {
      if (isNode) ask(child, { ask: 'profile', file });
    },
    stop,
  };
}

/**
 * Starts a program with room for as many connections as its user may have at most: `exec` leaves the
 * process id with the program itself.
 */
export function spawnLaunch({ command, args, env }: Launch, place: Place): ChildProcess {
  const raise = 'ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"; exec "$@"';
  return spawn('sh', ['-c', raise, 'sh', command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(place.port),
      OPENAI_BASE_URL: place.upstreamUrl,
      OPENAI_API_KEY: 'sk-upstream',
      ...env,
    },
  });
}

function withProbe(launch: Launch): Launch {
  if (!launch.isNode) return launch;
  const probe = join(import.meta.dirname, 'probe.ts');
  const args = ['--no-warnings', '--expose-gc', `--import=${probe}`, ...launch.args];
  return { ...launch, args };
}

/** The last of what it printed. */
function collectOutput(child: ChildProcess): () => string {
  let printed = '';
  const read = (text: string) => {
    printed = (printed + text).slice(-2_000);
  };
  child.stdout?.setEncoding('utf8').on('data', read);
  child.stderr?.setEncoding('utf8').on('data', read);
  return () => printed;
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  if (isGone(child)) throw new Error('The program ended.');
  try {
    const { ok, body } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await body?.cancel();
    return ok;
  } catch {
    return false;
  }
}

function ask(child: ChildProcess, question: Question): void {
  child.send(question);
}

async function askHeap(child: ChildProcess): Promise<number> {
  ask(child, { ask: 'heap' });
  const [{ heapUsed }] = (await once(child, 'message')) as [{ heapUsed: number }];
  return heapUsed;
}

/** Node's programs end with the channel, in order, so that a profile is written. */
export async function stopProcess(child: ChildProcess, isNode: boolean): Promise<void> {
  if (isGone(child)) return;
  const gone = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  child.disconnect();
  if (!isNode) child.kill('SIGTERM');
  await gone;
  clearTimeout(timer);
}

function isGone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
