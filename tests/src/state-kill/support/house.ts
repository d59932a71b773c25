import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../../../scripts/postgres/start-postgres.ts';
import { createGatewayProcess, type GatewayProcess } from './gateway-process.ts';

/** A store that is empty, and processes on it. */
export interface KillHouse {
  readonly kind: StoreKind;
  /** The URL of a database, or the path of a file. */
  readonly where: string;
  /** One more, not started yet. Killed in the end. */
  add(): GatewayProcess;
  stopStore(): Promise<void>;
  startStore(): Promise<void>;
  close(): Promise<void>;
}

export type StoreKind = 'postgres' | 'sqlite';

export async function openHouse(kind: StoreKind): Promise<KillHouse> {
  const place = kind === 'postgres' ? await openServer() : openFolder();
  const gateways: GatewayProcess[] = [];
  return {
    kind,
    where: place.where,
    add() {
      const gateway = createGatewayProcess(kind, place.where);
      gateways.push(gateway);
      return gateway;
    },
    stopStore: place.stop,
    startStore: place.start,
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.kill()));
      await place.remove();
    },
  };
}

async function openServer() {
  const server = await startPostgres();
  return {
    where: server.url,
    stop: () => server.stop('immediate'),
    start: () => server.start(),
    remove: () => server.remove(),
  };
}

function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'gw-kill-'));
  const never = () => Promise.reject(new Error('A file cannot be stopped.'));
  return {
    where: join(folder, 'state.db'),
    stop: never,
    start: never,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
