import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { type Prepared, prepareOn, type Value } from './prepared.ts';
import { explain, isBusy, SqliteStoreError } from './store-error.ts';

/**
 * One connection. Its statements are synchronous, and whoever runs several of them that belong
 * together does so within one `read` or `transact`, without waiting in between: on one connection,
 * another caller's statement would become part of an open transaction.
 */
export interface Database {
  readonly file: string;
  /** Statements have `?1`, `?2`, … and are prepared once. */
  first<Row>(sql: string, ...values: readonly Value[]): Row | undefined;
  all<Row>(sql: string, ...values: readonly Value[]): Row[];
  /** @returns how many rows it changed. */
  run(sql: string, ...values: readonly Value[]): number;
  /** Runs statements without values, several at once. */
  exec(sql: string): void;
  /** Runs what only reads. */
  read<T>(action: () => T): Promise<T>;
  /**
   * Runs it in a transaction, which is undone where it throws or returns nothing. May run it again
   * from the start, where another process is writing.
   */
  transact<T>(action: () => T | undefined): Promise<T | undefined>;
  /** Everything after it is refused. */
  close(): void;
}

/**
 * How long SQLite itself waits for a lock, in ms. The thread stands still meanwhile, so that longer
 * waits are made between attempts.
 */
const blockingWaitMs = 5;
const longestPauseMs = 50;

/**
 * @param busyTimeoutMs how long a call waits for other processes.
 * @throws {SqliteStoreError} when it cannot be opened.
 */
export async function openDatabase(file: string, busyTimeoutMs: number): Promise<Database> {
  const connection = connect(file);
  const statements = new Map<string, Prepared>();

  function prepare(sql: string): Prepared {
    const prepared = statements.get(sql) ?? prepareOn(connection, sql);
    statements.set(sql, prepared);
    return prepared;
  }

  function inTransaction<T>(action: () => T | undefined): T | undefined {
    prepare('begin immediate').run([]);
    try {
      const result = action();
      prepare(result === undefined ? 'rollback' : 'commit').run([]);
      return result;
    } finally {
      // A full disk ends a transaction by itself, most other failures do not.
      if (connection.isTransaction) prepare('rollback').run([]);
    }
  }

  /** Again and again, as long as another process has the file locked. */
  async function attempt<T>(action: () => T): Promise<T> {
    const deadline = performance.now() + busyTimeoutMs;
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      if (!connection.isOpen) throw closedError(file);
      try {
        return action();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw explain(error, file);
      }
      // Two that wait for each other shall not meet again.
      await delay(pauseMs * (0.5 + Math.random()));
    }
  }

  const database: Database = {
    file,
    // The shape of a row is what its statement says.
    first: <Row>(sql: string, ...values: Value[]) => prepare(sql).get(values) as Row | undefined,
    all: <Row>(sql: string, ...values: Value[]) => prepare(sql).all(values) as Row[],
    run: (sql, ...values) => Number(prepare(sql).run(values).changes),
    exec: (sql) => connection.exec(sql),
    read: attempt,
    transact: (action) => attempt(() => inTransaction(action)),
    close() {
      if (connection.isOpen) connection.close();
    },
  };
  try {
    await attempt(() => connection.exec(settings));
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/**
 * In WAL mode readers and a writer of several processes do not wait for each other. `normal` may lose
 * the last commits when the machine loses power, and never one when the process dies.
 */
const settings = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma journal_size_limit = 67108864;
  pragma cache_size = -16000;
  pragma trusted_schema = off;
`;

function connect(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: blockingWaitMs });
  } catch (error) {
    throw explain(error, file);
  }
}

export function closedError(file: string): SqliteStoreError {
  return new SqliteStoreError('closed', file, 'the store is closed.');
}
