import pg from 'pg';
import { createDatabase, type Database } from './database.ts';
import type { Complain } from './quiet-log.ts';
import type { CheckedSettings, PostgresPool } from './settings.ts';
import { toStoreError } from './store-error.ts';

/** All ways to the database. */
export interface Connections {
  /** For what somebody waits for. */
  readonly front: Database;
  /** For migrations, the queue and the sweeper: they take longer, and must not wait behind requests. */
  readonly back: Database;
  /** A connection that listens; not connected yet. */
  createClient(): pg.Client;
  end(): Promise<void>;
}

const backConnections = 3;
const backTimeoutMs = 60_000;

/** Connects to nothing yet. */
export function createConnections(settings: CheckedSettings, complain: Complain): Connections {
  const { connection, maxConnections, timeoutMs } = settings;
  const common = {
    ...(typeof connection === 'string' ? { connectionString: connection } : optionsOf(connection)),
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
  };
  const onError = (error: Error) => complain('a connection is gone', toStoreError(error).message);
  const createPool = (max: number, limitMs: number) =>
    new pg.Pool({ ...common, max, min: 0, ...limits(limitMs) });

  const back = createPool(backConnections, backTimeoutMs);
  const ours = [back];
  let front: PostgresPool;
  if (typeof connection === 'string') {
    const pool = createPool(maxConnections, timeoutMs);
    ours.push(pool);
    front = pool;
  } else front = connection;
  for (const pool of [front, back]) pool.on('error', onError);

  return {
    front: createDatabase(front, timeoutMs),
    back: createDatabase(back, backTimeoutMs),
    createClient: () => new pg.Client({ ...common, ...limits(timeoutMs) }),
    async end() {
      for (const pool of ours) pool.on('error', ignore);
      for (const pool of [front, back]) pool.off('error', onError);
      await Promise.all(ours.map((pool) => pool.end()));
    },
  };
}

/** Whatever still comes of connections that end is of no interest, and must not end the process. */
function ignore(): void {}

/** The server's own limits; the driver's apply where the server answers nothing. */
function limits(timeoutMs: number): pg.ClientConfig {
  return {
    statement_timeout: timeoutMs,
    lock_timeout: timeoutMs,
    idle_in_transaction_session_timeout: 2 * timeoutMs,
  };
}

/** A copy. The pool hides its password from copies, so that nobody prints it. */
function optionsOf(pool: PostgresPool): pg.PoolConfig {
  const options = pool.options as pg.PoolConfig;
  const { password } = options;
  return { ...options, ...(password !== undefined && { password }) };
}
