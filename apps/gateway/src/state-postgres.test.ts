import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../scripts/postgres/start-postgres.ts';
import { configFolder } from './__fixtures__/config-folder.ts';
import { startGateway } from './__fixtures__/gateway-process.ts';
import { askAlone } from './__fixtures__/own-connection.ts';

interface Told {
  readonly id: string;
  readonly status?: string;
  readonly error?: { readonly code: string };
}

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 300_000);
afterAll(() => server.remove());

const patiently = { timeout: 20_000, interval: 200 };
const hi = { model: 'demo', input: 'Hi' };

describe('state in PostgreSQL', () => {
  it('is shared by servers and their workers, in a schema of their own', async () => {
    const state = { postgres: { env: 'DATABASE' }, schema: 'mine' };
    await using folder = await configFolder({ 'gateway.config.json': { state } });
    const options = { folder: folder.path, env: { DATABASE: server.url } };
    await using one = await startGateway({ ...options, args: ['--workers', '2'] });
    await using other = await startGateway(options);
    let previous_response_id = (await askAlone<Told>(`${one.url}/v1/responses`, hi)).id;
    for (const { url } of [other, one, one, other]) {
      const next = { ...hi, previous_response_id };
      const told = await askAlone<Told>(`${url}/v1/responses`, next);
      expect(told).toMatchObject({ status: 'completed', previous_response_id });
      previous_response_id = told.id;
    }
    expect(one.output.stdout).toMatch(/ state +PostgreSQL at 127\.0\.0\.1, database postgres\n/);
    expect([await one.stop(), await other.stop()]).toEqual([0, 0]);
    const printed = [one, other].map(({ output }) => output.stdout + output.stderr).join('');
    expect(printed).not.toContain(server.password);
    expect(one.output.stderr + other.output.stderr).toBe('');
  });

  it('is there as soon as a database is that was not when the server started', async () => {
    await server.stop();
    const env = { GW_DATABASE_URL: server.url };
    await using gateway = await startGateway({ env });
    const ask = (body: object) => askAlone<Told>(`${gateway.url}/v1/responses`, body);
    expect(await ask({ ...hi, store: false })).toMatchObject({ status: 'completed' });
    expect(await ask({ ...hi, background: true })).toMatchObject({
      error: { code: 'unavailable' },
    });
    await server.start();
    await expect
      .poll(async () => (await ask({ ...hi, background: true })).status, patiently)
      .toBe('queued');
    // Work that is taken from then on is done, too.
    const { id } = await ask({ ...hi, background: true });
    const path = `${gateway.url}/v1/responses/${id}`;
    await expect.poll(async () => (await askAlone<Told>(path)).status, patiently).toBe('completed');
    const messages = gateway.output.stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).message);
    expect(messages[0]).toBe('The store of the state could not be opened; it is tried again.');
    expect(messages.at(-1)).toBe('The store of the state is open now.');
    expect(await gateway.stop()).toBe(0);
    expect(gateway.output.stdout + gateway.output.stderr).not.toContain(server.password);
  });
});
