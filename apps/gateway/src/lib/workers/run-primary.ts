import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import type { Logger } from '@gw/core';
import { ConfigError } from '../config/config-error.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import type { ResolvedSealKey } from '../config/seal-keys.ts';
import { banner } from '../server/banner.ts';
import { listModels } from '../server/list-models.ts';
import { stopOnSignals } from '../server/stop-on-signals.ts';
import { surviveMishaps } from '../server/survive-mishaps.ts';
import { tellOfGrace } from '../server/tell-of-grace.ts';
import { createConnectionQueue } from './connection-queue.ts';
import { openPort } from './open-port.ts';
import type { Handover } from './worker-messages.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

export interface RunPrimaryInput {
  readonly config: ResolvedConfig;
  readonly log: Logger;
  readonly version: string;
  readonly redact: (text: string) => string;
}

/**
 * Opens the port, starts the workers, hands them the connections and watches them until a signal comes.
 * Reads and answers none itself.
 * @returns an exit code when none did start, which the log then explains; else undefined.
 * @throws {ConfigError} for an address that cannot be listened on, and for what a worker found wrong.
 */
export async function runPrimary(input: RunPrimaryInput): Promise<1 | undefined> {
  const { config, log, version, redact } = input;
  refuseForeignWorker(config);
  surviveMishaps(log);
  const queue = createConnectionQueue();
  const { port, close } = await openPort(config, queue.give);
  const pool: WorkerPool = createWorkerPool({
    handover: handoverOf(config, port),
    log,
    onServing: queue.join,
    onGiveUp: (reason) => void endInPeace(reason),
  });
  try {
    const baseUrl = await pool.start();
    stopOnSignals(async () => ((await stop()) ? 0 : 1), pool.kill);
    const offered = await listModels(config.providers);
    process.stdout.write(redact(banner({ config, version, baseUrl, offered })));
    return undefined;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    log.error('The server did not start.', { cause });
    return 1;
  }

  function stop(): Promise<boolean> {
    close();
    queue.close();
    const { shutdownGraceMs } = config;
    return tellOfGrace(pool.stop(deadlineBehind(shutdownGraceMs)), shutdownGraceMs);
  }

  async function endInPeace(reason: string): Promise<void> {
    log.error('Workers keep ending, so the server ends.', { reason });
    await stop();
    process.exit(1);
  }
}

/** Other managers of processes start this program as a worker of theirs, which cannot have its own. */
function refuseForeignWorker({ workers }: ResolvedConfig): void {
  if (cluster.isPrimary) return;
  throw new ConfigError(
    `"workers" is ${workers}, but another program runs this one as its worker: set "workers" to 1 here, and the number there`,
  );
}

function handoverOf({ host, workers, responses }: ResolvedConfig, port: number): Handover {
  const { sealKeys = [randomSealKey()] } = responses;
  return { type: 'handover', flags: { host, port, workers }, sealKeys };
}

function randomSealKey(): ResolvedSealKey {
  return { id: 'workers', key: randomBytes(32).toString('base64') };
}

/**
 * A worker that hangs does not hear that it should end. Behind its grace it has so long, in ms: more
 * than last words, hooks and providers take.
 */
const hangsBehindMs = 7_000;

/** A longer timer would fire at once. */
const longestTimerMs = 2_147_483_647;

function deadlineBehind(shutdownGraceMs: number): number {
  return Math.min(shutdownGraceMs + hangsBehindMs, longestTimerMs);
}
