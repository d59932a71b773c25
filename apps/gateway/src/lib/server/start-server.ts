import { type ServeOptions, serve } from '@gw/adapter-node';
import type { Gateway, Logger } from '@gw/core';
import { ConfigError } from '../config/config-error.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { listenProblem } from './listen-problem.ts';
import { webSocketsOf } from './web-sockets.ts';

/** A server that takes calls. */
export interface RunningServer {
  /** Where clients on this machine reach it, base path included. */
  readonly baseUrl: string;
  /**
   * Takes no more calls, lets open replies end for up to `shutdownGraceMs`, tells the rest that they
   * are ended, and lets go of everything. Never rejects.
   */
  stop(): Promise<void>;
}

/** Calls that are ended get so long to say so to their clients, in ms. */
const lastWordsMs = 500;

/** A longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** Hooks and providers of others get so long to close, in ms. */
const closeGraceMs = 5_000;

/**
 * Starts the hooks, then listens.
 * @param listen how connections come. Default: by the port of the configuration.
 * @throws {ConfigError} when the address cannot be listened on; what a hook's `start` throws.
 */
export async function startServer(
  gateway: Gateway,
  config: ResolvedConfig,
  log: Logger,
  listen?: ServeOptions['listen'],
): Promise<RunningServer> {
  const { host, port, basePath, shutdownGraceMs } = config;
  await gateway.start();
  const webSocket = webSocketsOf(config);
  const served = await serve(gateway, { host, port, basePath, log, webSocket, listen }).catch(
    async (cause) => {
      await closeGateway(gateway, log);
      throw new ConfigError(listenProblem(cause, host, port), { cause });
    },
  );
  return {
    baseUrl: served.url + normalized(basePath),
    async stop() {
      let closed: Promise<void> | undefined;
      // First thing it does is to end open calls.
      const close = () => (closed ??= closeGateway(gateway, log));
      const deadline = setTimeout(close, shutdownGraceMs);
      const graceMs = Math.min(shutdownGraceMs + lastWordsMs, longestTimerMs);
      await served.close({ graceMs });
      clearTimeout(deadline);
      await close();
    },
  };
}

function normalized(basePath: string): string {
  const inner = basePath.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}

async function closeGateway(gateway: Gateway, log: Logger): Promise<void> {
  const timer = AbortSignal.timeout(closeGraceMs);
  const late = new Promise<void>((resolve) => {
    timer.addEventListener('abort', () => {
      log.warn('Hooks or providers did not close in time.', { closeGraceMs });
      resolve();
    });
  });
  try {
    await Promise.race([gateway.close(), late]);
  } catch (cause) {
    log.error('Hooks or providers failed to close.', { cause });
  }
}
