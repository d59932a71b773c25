import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../../../scripts/postgres/start-postgres.ts';

/** A real server for the tests of a file. */
export interface TestServer extends PostgresServer {
  /** A new, empty database. */
  createDatabase(): Promise<TestDatabase>;
}

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** As the superuser. */
  query<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** How long a test file may take to start it, in ms: it may have to be installed first. */
export const startWithinMs = 300_000;

export async function startTestServer(): Promise<TestServer> {
  const server = await startPostgres();
  return { ...server, createDatabase: () => createDatabase(server.url) };
}

async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `gw_${randomBytes(6).toString('hex')}`;
  await queryOnce(serverUrl, `create database ${name}`);
  const url = serverUrl.replace(/postgres$/, name);
  return {
    name,
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
