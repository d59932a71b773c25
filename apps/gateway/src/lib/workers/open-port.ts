import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { ConfigError } from '../config/config-error.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { listenProblem } from '../server/listen-problem.ts';

/** An open port whose connections others serve. */
export interface OpenPort {
  /** The one that is open, where 0 was asked for, too. */
  readonly port: number;
  /** Takes no more connections. */
  close(): void;
}

/**
 * Listens, and reads nothing.
 * @param onConnection called with each connection that is made.
 * @throws {ConfigError} when the address cannot be listened on.
 */
export async function openPort(
  { host, port }: Pick<ResolvedConfig, 'host' | 'port'>,
  onConnection: (connection: Socket) => void,
): Promise<OpenPort> {
  // Small packets leave at once, as with Node's own HTTP server: a property that goes along with the
  // connection.
  const server = createServer({ pauseOnConnect: true, noDelay: true }, onConnection);
  try {
    await once(server.listen(port, host), 'listening');
  } catch (cause) {
    throw new ConfigError(listenProblem(cause, host, port), { cause });
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: () => void server.close(),
  };
}
