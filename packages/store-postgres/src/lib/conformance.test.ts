import { storeSuite } from '@gw/state/conformance';
import { describe, it } from 'vitest';
import { useServer } from '../__fixtures__/database-server.ts';
import { checkSettings } from './settings.ts';
import { createStore } from './store.ts';

const postgres = useServer();

// With 0, whatever owns something is removed behind a mark.
describe.each([500, 0])('a store that removes %i rows at once', (removeAtOnce) => {
  const suite = storeSuite({
    async open() {
      const database = await postgres.createDatabase();
      const create = () => createStore(checkSettings({ connectionString: database.url }), removeAtOnce);
      return { store: create(), reopen: async () => create(), stop: () => database.drop() };
    },
  });
  for (const { title, run } of suite) it(title, { timeout: 60_000 }, run);
});
