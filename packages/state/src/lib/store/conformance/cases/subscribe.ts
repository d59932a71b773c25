import type { Change } from '../../state-store.ts';
import { append, insert, keyOf, release, remove, tenant, update, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import type { StoreCase } from '../store-case.ts';

const changes: readonly { readonly what: string; readonly change: Change }[] = [
  { what: 'an insert', change: insert('a') },
  { what: 'an update', change: update('a', '[1]') },
  { what: 'events', change: append('a', 0) },
  { what: 'an insert of what it owns', change: insert('i', { owner: 'a' }) },
  { what: 'an update of what it owns', change: update('i', '[1]', { owner: 'a' }) },
  { what: 'a delete of what it owns', change: remove('i', { owner: 'a' }) },
  { what: 'a delete', change: remove('a') },
];

export const subscribeCases: readonly StoreCase[] = [
  {
    title: 'subscribe: tells of every write under an id, here and elsewhere, when it can be read',
    async run({ store, reopen, patience }) {
      const other = await reopen();
      let [here, elsewhere] = [0, 0];
      const ends = [
        store.subscribe(tenant, 'a', () => {
          here += 1;
        }),
        other.subscribe(tenant, 'a', () => {
          elsewhere += 1;
        }),
      ];
      for (const { what, change } of changes) {
        [here, elsewhere] = [0, 0];
        await write(store, change);
        await patience.eventually(`told of ${what}`, () => here > 0 && elsewhere > 0);
      }
      for (const end of ends) end();
    },
  },
  {
    title: 'subscribe: what it tells of is there',
    async run({ store, reopen, patience }) {
      const other = await reopen();
      const seen = new Set<string | undefined>();
      const end = other.subscribe(tenant, 'a', () => {
        void other.get(keyOf('a')).then((record) => seen.add(record?.body));
      });
      for (const body of ['[1]', '[2]', '[3]']) {
        await write(store, body === '[1]' ? insert('a', { body }) : update('a', body));
        await patience.eventually(`a listener reads ${body}`, () => seen.has(body));
      }
      end();
    },
  },
  {
    title: 'subscribe: tells of a release',
    async run({ store, patience }) {
      await write(store, insert('a'));
      const epoch = await store.acquire(keyOf('a'), 'me', 600_000);
      check(epoch, 'it is taken');
      const { promise, resolve } = Promise.withResolvers<void>();
      const end = store.subscribe(tenant, 'a', resolve);
      await write(store, release('a', epoch));
      await patience.soon('told of a release', promise);
      end();
    },
  },
  {
    title: 'subscribe: ended, it tells nothing any more; the others go on',
    async run({ store, patience }) {
      const told: string[] = [];
      const listen = (name: string) => store.subscribe(tenant, 'a', () => told.push(name));
      const [endFirst, endSecond] = [listen('first'), listen('second')];
      await write(store, insert('a'));
      await patience.eventually('both are told', () => new Set(told).size === 2);
      endFirst();
      endFirst();
      for (const body of ['[1]', '[2]', '[3]']) {
        told.length = 0;
        await write(store, update('a', body));
        await patience.eventually('the second is told', () => told.includes('second'));
        checkEqual(told.includes('first'), false, 'whether the first is told');
      }
      endSecond();
    },
  },
];
