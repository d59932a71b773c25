import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../../scripts/postgres/start-postgres.ts';

/** A real server for the tests of a file. */
export interface TestServer {
  readonly server: PostgresServer;
  /** A new, empty database. */
  createDatabase(): Promise<TestDatabase>;
}

export interface TestDatabase {
  readonly url: string;
  /** As the superuser. */
  query<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Where PostgreSQL has to be installed first, it takes its time. */
const installMs = 300_000;

/** Starts it before the tests, and removes it after them. */
export function useServer(): TestServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startPostgres();
  }, installMs);
  afterAll(() => server?.remove());

  const there = () => {
    if (!server) throw new Error('The server is not started yet.');
    return server;
  };
  return {
    get server() {
      return there();
    },
    createDatabase: () => createDatabase(there().url),
  };
}

async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `gw_${randomBytes(6).toString('hex')}`;
  await queryOnce(serverUrl, `create database ${name}`);
  const url = serverUrl.replace(/postgres$/, name);
  return {
    url,
    query: (text, values) => queryOnce(url, text, values),
    async drop() {
      await queryOnce(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function queryOnce<Row>(url: string, text: string, values?: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}
