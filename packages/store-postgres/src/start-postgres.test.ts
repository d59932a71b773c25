import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findBinaries } from '../../../scripts/postgres/find-binaries.ts';
import { startPostgres } from '../../../scripts/postgres/start-postgres.ts';
import { eventually } from './__fixtures__/notes.ts';
import { startWithinMs } from './__fixtures__/test-server.ts';

const script = new URL('../../../scripts/postgres/start-postgres.ts', import.meta.url).href;

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Where the server keeps its data. */
async function folderOf(url: string): Promise<string> {
  const [row] = (await query(url, 'show data_directory')) as { data_directory: string }[];
  return row?.data_directory ?? '';
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

describe('the server of the tests', () => {
  it(
    'is there, can be stopped and started on what it has, and leaves nothing',
    async () => {
      const server = await startPostgres();
      await query(server.url, 'create table kept (n int)');
      const folder = await folderOf(server.url);
      await server.stop();
      await expect(query(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
      await server.start();
      expect(await query(server.url, 'select * from kept')).toEqual([]);
      await server.stop('immediate');
      await server.start();
      expect(await query(server.url, 'select * from kept')).toEqual([]);
      await server.remove();
      expect(existsSync(folder)).toBe(false);
    },
    startWithinMs,
  );

  it('asks for its password', async () => {
    const server = await startPostgres();
    const wrong = server.url.replace(server.password, 'wrong');
    await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed');
    await server.remove();
  });

  it('is gone with the process that started it, however that ends', async () => {
    const program = `
      const { startPostgres } = await import(${JSON.stringify(script)});
      console.log((await startPostgres()).url);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
    const folder = await folderOf(url);
    const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await eventually(() => !isAlive(pid) && !existsSync(folder));
  });
});

describe('a machine without PostgreSQL', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is told what to do when PG_BIN names no such folder', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'gw-no-postgres-'));
    vi.stubEnv('PG_BIN', empty);
    await expect(findBinaries(undefined)).rejects.toThrow(
      `PG_BIN must be a folder with initdb and postgres; it is "${empty}".`,
    );
    rmSync(empty, { recursive: true });
  });
});
