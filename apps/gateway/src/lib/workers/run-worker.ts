import cluster from 'node:cluster';
import { once } from 'node:events';
import type { Gateway, Logger } from '@gw/core';
import { ConfigError } from '../config/config-error.ts';
import type { Environment } from '../config/read-environment.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { startServer } from '../server/start-server.ts';
import { stopSignals } from '../server/stop-on-signals.ts';
import { surviveMishaps } from '../server/survive-mishaps.ts';
import { takeConnections } from './take-connections.ts';
import { type FromWorker, type Handover, type ToWorker, workerMark } from './worker-messages.ts';

/** What the first process hands over, in a worker of ours; undefined in every other process. */
export async function receiveHandover(env: Environment): Promise<Handover | undefined> {
  if (!cluster.isWorker || env[workerMark] === undefined) return undefined;
  const [handover] = (await once(process, 'message')) as [Handover];
  return handover;
}

export interface RunWorkerInput {
  readonly gateway: Gateway;
  readonly config: ResolvedConfig;
  readonly log: Logger;
}

/**
 * Serves until the first process says that it is enough, or is gone.
 * @returns an exit code when it could not start, which the log then explains; else undefined.
 * @throws {ConfigError} for what only the start has shown, such as a folder for state that cannot be one.
 */
export async function runWorker({ gateway, config, log }: RunWorkerInput): Promise<1 | undefined> {
  surviveMishaps(log);
  ignoreSignals();
  try {
    const listen = takeConnections(config.port);
    const { baseUrl, stop } = await startServer(gateway, config, log, listen);
    stopWithPrimary(stop);
    await tellPrimary({ type: 'ready', baseUrl });
    return undefined;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    log.error('The server did not start.', { cause });
    return 1;
  }
}

/** Resolves once it has left: an exit would cut what is still on its way. */
export function tellPrimary(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) resolve();
    else process.send?.(message, () => resolve());
  });
}

/**
 * A terminal and a service manager send a signal to all processes at once. The first one tells the
 * workers what it means; to them it would else come twice.
 */
function ignoreSignals(): void {
  for (const signal of stopSignals) process.on(signal, () => undefined);
}

function stopWithPrimary(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = () => {
    if (isStopping) return;
    isStopping = true;
    // A user's hook may have left something open that would keep the process alive.
    void stop().finally(() => process.exit(0));
  };
  process.on('message', (message: ToWorker) => {
    if (message.type === 'stop') end();
  });
  cluster.worker?.on('disconnect', () => {
    // Else Node would end the process now, in the middle of its replies.
    if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
    end();
  });
}
