import { append, insert, keyOf, release, remove, tenant, update, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import { hashOf } from '../hash-of.ts';
import type { StoreCase } from '../store-case.ts';

/** As near to it as can be. */
const stranger = tenant.toUpperCase();

export const tenantCases: readonly StoreCase[] = [
  {
    title: 'tenants: what another has is not there, whatever is asked',
    async run({ store }) {
      const hash = await hashOf('piece');
      await write(store, insert('a', { pieces: [{ at: 0, hash, text: 'piece' }] }), append('a', 0));
      await write(store, insert('i', { owner: 'a' }));
      const epoch = await store.acquire(keyOf('a'), 'me', 600_000);
      check(epoch, 'it is taken');
      const before = await store.get(keyOf('a'));
      const key = { ...keyOf('a'), tenant: stranger };
      const guard = { kind: 'note', owner: '', id: 'a', epoch };
      checkEqual(await store.get(key), undefined, 'get');
      checkEqual(await store.find(stranger, 'note', 'a'), undefined, 'find');
      checkEqual(await store.find(stranger, 'note', 'i'), undefined, 'find of an owned one');
      for (const owner of ['', 'a']) {
        const query = { tenant: stranger, kind: 'note', owner, limit: 9, order: 'asc' } as const;
        checkEqual(await store.list(query), [], 'list');
        for (const id of ['a', 'i']) {
          checkEqual(await store.list({ ...query, after: id }), undefined, 'list after it');
          checkEqual(await store.list({ ...query, before: id }), undefined, 'list before it');
        }
      }
      checkEqual(await store.readEvents(stranger, 'a', -1, 9), [], 'events');
      checkEqual(await store.readPiece(stranger, hash), undefined, 'piece');
      checkEqual(await store.acquire(key, 'you', 600_000), undefined, 'acquire');
      checkEqual(await store.renew(key, epoch, 1), false, 'renew');
      checkEqual(await store.write(stranger, [update('a', '[1]')]), false, 'update');
      checkEqual(await store.write(stranger, [release('a', epoch)]), false, 'release');
      checkEqual(await store.write(stranger, [insert('b')], guard), false, 'a guard');
      checkEqual(await store.write(stranger, [remove('a')]), true, 'delete');
      checkEqual(await store.write(stranger, [{ type: 'dropEvents', log: 'a' }]), true, 'drop');
      checkEqual(await store.get(keyOf('a')), before, 'the record, after all that');
      check(await store.get(keyOf('i', { owner: 'a' })), 'what it owns is there');
      checkEqual((await store.readEvents(tenant, 'a', -1, 9)).length, 1, 'batches of its log');
      checkEqual(await store.readPiece(tenant, hash), 'piece', 'its piece');
    },
  },
  {
    title: 'tenants: the same keys hold what each of them wrote',
    async run({ store }) {
      for (const who of [tenant, stranger]) {
        const body = JSON.stringify({ who });
        const changes = [insert('a', { body }), insert('i', { owner: 'a', body })];
        const batches = [append('a', 0, 0, who), append('a', 1, 1, who)];
        checkEqual(await store.write(who, [...changes, ...batches]), true, 'the write');
      }
      await store.acquire({ ...keyOf('a'), tenant: stranger }, 'you', 600_000);
      for (const who of [tenant, stranger]) {
        const body = JSON.stringify({ who });
        const record = await store.get({ ...keyOf('a'), tenant: who });
        checkEqual([record?.tenant, record?.body], [who, body], 'get');
        checkEqual(record?.holder, who === stranger ? 'you' : undefined, 'who holds it');
        checkEqual((await store.find(who, 'note', 'i'))?.body, body, 'find');
        const query = { ...keyOf(''), tenant: who, limit: 9, order: 'desc' } as const;
        checkEqual(
          (await store.list(query))?.map((one) => one.body),
          [body],
          'list',
        );
        const batches = await store.readEvents(who, 'a', -1, 9);
        checkEqual(
          batches.map(({ events }) => events),
          [who, who],
          'events',
        );
      }
      await store.write(stranger, [remove('a')]);
      check(await store.get(keyOf('a')), 'the record of the first is there');
      check(await store.find(tenant, 'note', 'i'), 'what it owns is there');
      checkEqual((await store.readEvents(tenant, 'a', -1, 9)).length, 2, 'batches of its log');
      checkEqual(await store.find(stranger, 'note', 'i'), undefined, 'what the other owned');
    },
  },
];
