import type { EventEmitter } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, tenant } from '../__fixtures__/notes.ts';
import { startTestServer, startWithinMs, type TestServer } from '../__fixtures__/test-server.ts';
import { createListener } from './listener.ts';
import { createSubscriptions } from './subscriptions.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, startWithinMs);
afterAll(() => server?.remove());

/** What a pooler makes of a connection: it takes "listen", and says nothing ever after. */
function createDeafClient(): pg.Client {
  const client = new pg.Client({ connectionString: server.url });
  const emitter: EventEmitter = client;
  emitter.on('newListener', (event: string) => {
    if (event === 'notification') queueMicrotask(() => client.removeAllListeners('notification'));
  });
  return client;
}

it('asks once a second where notifications do not pass, and says so', async () => {
  const said: string[] = [];
  const listener = createListener(createDeafClient, (about, message) => {
    said.push(`${about}: ${message}`);
  });
  const subscriptions = createSubscriptions(listener, 'gw_written');
  await listener.start();
  subscriptions.start();
  expect(listener.isListening).toBe(false);
  expect(said.join('\n')).toContain('passes no notifications; is there a pooler?');
  let told = 0;
  subscriptions.subscribe(tenant, 'a', () => {
    told += 1;
  });
  await eventually(() => told >= 2, 3_500);
  subscriptions.stop();
  await listener.stop();
});

it('listens to what is asked of it later, and tells of itself when it listens again', async () => {
  const clients: pg.Client[] = [];
  const create = () => {
    const client = new pg.Client({ connectionString: server.url });
    clients.push(client);
    return client;
  };
  const listener = createListener(create, () => {});
  await listener.start();
  const heard: string[] = [];
  listener.listen('later', {
    onNotification: (payload) => heard.push(payload),
    onReconnect: () => heard.push('again'),
  });
  const teller = new pg.Client({ connectionString: server.url });
  await teller.connect();
  await teller.query("notify later, 'one'");
  await eventually(() => heard.includes('one'));
  await clients[0]?.end();
  await eventually(() => heard.includes('again'));
  await teller.query("notify later, 'two'");
  await eventually(() => heard.includes('two'));
  expect(heard).toEqual(['one', 'again', 'two']);
  await teller.end();
  await listener.stop();
});
