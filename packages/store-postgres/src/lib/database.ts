import type { PostgresClient, PostgresPool } from './settings.ts';
import { type PostgresStoreError, toStoreError } from './store-error.ts';

/** One statement. @returns its rows. */
export type Ask = <Row = unknown>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>;

/** A pool, as the rest of the store uses it. All that it throws is a {@link PostgresStoreError}. */
export interface Database {
  readonly ask: Ask;
  /** Commits when `use` resolves, rolls back when it rejects. May call it again after a deadlock. */
  transaction<T>(use: (ask: Ask) => Promise<T>, timeoutMs?: number): Promise<T>;
  /** For the queue, which brings texts of several statements: the driver's own result. */
  run(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Two transactions got in each other's way, and PostgreSQL took one of them back: it can be repeated. */
const repeatable: ReadonlySet<unknown> = new Set(['40P01', '40001']);
const tries = 5;

/** @param timeoutMs what takes longer counts as failed, also where the server answers nothing. */
export function createDatabase(pool: PostgresPool, timeoutMs: number): Database {
  const run: Database['run'] = (text, values) =>
    withClient(pool, (client) => client.query(toQuery(text, values, timeoutMs)));

  return {
    run,
    ask: <Row>(text: string, values: readonly unknown[] = []) =>
      repeat(async () => (await run(text, [...values])).rows as Row[]),
    transaction: (use, longerMs = timeoutMs) =>
      repeat(() => withClient(pool, (client) => transact(client, use, longerMs))),
  };
}

async function transact<T>(
  client: PostgresClient,
  use: (ask: Ask) => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  const ask = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await client.query(toQuery(text, [...values], timeoutMs))).rows as Row[];
  await ask('begin');
  const result = await use(ask);
  await ask('commit');
  return result;
}

/** A client that has failed is not used again, so that nothing has to be rolled back either. */
async function withClient<T>(
  pool: PostgresPool,
  use: (client: PostgresClient) => Promise<T>,
): Promise<T> {
  let client: PostgresClient | undefined;
  let isBroken = true;
  try {
    client = await pool.connect();
    // Told to the query as well; told to nobody, it would end the process.
    client.on('error', ignore);
    const result = await use(client);
    isBroken = false;
    return result;
  } catch (error) {
    throw toStoreError(error);
  } finally {
    client?.off('error', ignore);
    client?.release(isBroken);
  }
}

/** @see https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html */
async function repeat<T>(run: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await run();
    } catch (error) {
      const { code } = error as PostgresStoreError;
      if (left === 0 || !repeatable.has(code)) throw error;
    }
  }
}

function toQuery(text: string, values: unknown[] | undefined, timeoutMs: number) {
  // Without values a text may have several statements.
  return { text, query_timeout: timeoutMs, ...(values && values.length > 0 && { values }) };
}

function ignore(): void {}
