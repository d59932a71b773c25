import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createPostgresStore } from './create-postgres-store.ts';
import { migrationSql } from './schema/migration-sql.ts';
import type { PostgresStoreSettings } from './settings.ts';

const connectionString = 'postgres://gw:secret@localhost/gw';

describe('settings', () => {
  it.each<[string, unknown, string]>([
    ['no options', undefined, 'options must be given, at least a "connectionString" or a "pool".'],
    ['a string', connectionString, 'options must be given'],
    ['another name', { connectionString, ssl: true }, 'there is no option "ssl"; there are'],
    ['no log', { connectionString, log: {} }, '"log" must have the function "warn"'],
    ['nothing', {}, '"connectionString" must name a database, unless there is a "pool"'],
    ['an empty string', { connectionString: '' }, '"connectionString" must name a database'],
    ['both', { connectionString, pool: new pg.Pool() }, '"pool" must not be given together'],
    ['no pool', { pool: {} }, '"pool" must be a Pool of pg'],
    ['no plain schema', { connectionString, schema: 'a"b' }, '"schema" must be small letters'],
    ['a long schema', { connectionString, schema: 'a'.repeat(41) }, '"schema" must be small'],
    ['no time', { connectionString, timeoutMs: 0 }, '"timeoutMs" must be a whole number'],
    ['no connections', { connectionString, maxConnections: 1.5 }, '"maxConnections" must be'],
  ])('%s: refused by name', (_, settings, message) => {
    expect(() => createPostgresStore(settings as PostgresStoreSettings)).toThrow(
      `createPostgresStore: ${message}`,
    );
  });

  it.each([
    'postgres://gw:se#cret@localhost/gw',
    'postgres://gw:12/secret@localhost/gw',
    'gw:secret@localhost/gw',
    'host=localhost password=secret',
  ])('a connection string that is no URL is refused, and not quoted: %s', (text) => {
    let error: unknown;
    try {
      createPostgresStore({ connectionString: text });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain('"connectionString" must be a URL');
    expect(String(error)).not.toContain('cret');
  });

  it.each([
    connectionString,
    'postgresql://localhost:5432/gw?sslmode=require',
    'postgres://gw:secret@/gw?host=/var/run/postgresql',
    'postgres:///gw',
    '/var/run/postgresql gw',
  ])('%s is fine, and nothing is connected to', async (text) => {
    await createPostgresStore({ connectionString: text }).close();
  });

  it('migrationSql refuses a schema that would be something else in SQL', () => {
    expect(() => migrationSql({ schema: 'gw"; drop' })).toThrow('migrationSql: "schema" must be');
  });
});
