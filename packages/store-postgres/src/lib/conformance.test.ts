import { storeSuite } from '@gw/state/conformance';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startTestServer, startWithinMs, type TestServer } from '../__fixtures__/test-server.ts';
import { checkSettings } from './settings.ts';
import { createStore } from './store.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, startWithinMs);
afterAll(() => server?.remove());

function suiteOf(removeAtOnce: number) {
  return storeSuite({
    async open() {
      const database = await server.createDatabase();
      const settings = checkSettings({ connectionString: database.url });
      const create = () => createStore(settings, removeAtOnce);
      return { store: create(), reopen: async () => create(), stop: () => database.drop() };
    },
  });
}

describe.concurrent('a store', () => {
  for (const { title, run } of suiteOf(500)) it(title, { timeout: 60_000 }, run);
});

describe.concurrent('a store in which all that is owned is removed behind a mark', () => {
  const others = suiteOf(0).filter(({ title }) => !/^(life|work|subscribe): /.test(title));
  for (const { title, run } of others) it(title, { timeout: 60_000 }, run);
});
