import type { StoredRecord } from '../../state-store.ts';
import { insert, keyOf, release, remove, update, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import { sleep } from '../patience.ts';
import type { StoreCase } from '../store-case.ts';
import { takeUntilOver } from '../take-until-over.ts';

const idsOf = (records: readonly { readonly tenant: string; readonly id: string }[]) =>
  records.map(({ tenant, id }) => `${tenant}/${id}`);

export const sweepCases: readonly StoreCase[] = [
  {
    title: 'sweeps: what was held and is over is listed, longest ago first, of all tenants',
    async run({ store, patience }) {
      const names = ['b/3', 'a/2', 'b/1', 'a/4'];
      const keys = names.map((name) => {
        const [tenant = '', id = ''] = name.split('/');
        return { ...keyOf(id, { owner: `o${id}` }), tenant };
      });
      // Neither by position nor by id.
      for (const key of keys.toReversed()) {
        await store.write(key.tenant, [insert(key.id, key), insert(key.id, { kind: 'other' })]);
      }
      for (const key of keys) {
        await takeUntilOver(store, key, patience);
        await takeUntilOver(store, { ...key, kind: 'other', owner: '' }, patience);
        // So that no two end in the same millisecond.
        await sleep(5);
      }
      const expired = await store.listExpired('note', 99);
      checkEqual(idsOf(expired), names, 'all of them');
      for (const [index, record] of expired.entries()) {
        checkEqual(record, keys[index] && (await store.get(keys[index])), 'a listed record');
        check(record.holder === undefined && record.epoch > 0, 'nobody holds it');
      }
      checkEqual(idsOf(await store.listExpired('note', 2)), names.slice(0, 2), 'two of them');
      checkEqual(await store.listExpired('none', 9), [], 'of a kind without records');
    },
  },
  {
    title: 'sweeps: what is held, free, given back, taken again or deleted is not over',
    async run({ store, patience }) {
      const ids = ['free', 'held', 'back', 'again', 'gone', 'over'];
      await write(store, ...ids.map((id) => insert(id)));
      await store.acquire(keyOf('held'), 'me', 600_000);
      const back = await store.acquire(keyOf('back'), 'me', 600_000);
      check(back, 'it is taken');
      await write(store, release('back', back));
      for (const id of ['again', 'gone', 'over']) await takeUntilOver(store, keyOf(id), patience);
      await store.acquire(keyOf('again'), 'you', 600_000);
      await write(store, remove('gone'), update('over', '[1]'));
      const expired = await store.listExpired('note', 99);
      checkEqual(
        expired.map(({ id, body }) => [id, body]),
        [['over', '[1]']],
        'what is over',
      );
      const epoch = await store.acquire(keyOf('over'), 'you', 600_000);
      check(epoch, 'it is taken over');
      await write(store, release('over', epoch));
      checkEqual(await store.listExpired('note', 99), [], 'after it was taken over and given back');
    },
  },
  {
    title: 'sweeps: what is older is listed, oldest first, of all tenants and owners',
    async run({ store }) {
      const made: [tenant: string, id: string, createdAt: number, owner: string][] = [
        ['a', 'x', 500, ''],
        ['b', 'x', 100, 'o'],
        ['a', 'y', 300, 'p'],
        ['b', 'z', 999, ''],
        ['a', 'w', 1000, ''],
        ['b', 'v', 1001, ''],
        ['a', 'u', 0, ''],
      ];
      for (const [tenant, id, createdAt, owner] of made) {
        const more = { createdAt, owner };
        await store.write(tenant, [insert(id, more), insert(id, { ...more, kind: 'other' })]);
      }
      // Neither makes it younger.
      await store.write('a', [update('x', '[1]')]);
      await store.acquire({ ...keyOf('x'), tenant: 'a' }, 'me', 600_000);
      const older = ['a/u', 'b/x', 'a/y', 'a/x', 'b/z'];
      const listed = await store.listOlder('note', 1000, 99);
      checkEqual(idsOf(listed), older, 'all of them');
      for (const record of listed) checkEqual(await store.get(record), record, 'a listed record');
      checkEqual(idsOf(await store.listOlder('note', 1000, 2)), older.slice(0, 2), 'two of them');
      checkEqual(idsOf(await store.listOlder('note', 300, 9)), ['a/u', 'b/x'], 'before 300');
      checkEqual(await store.listOlder('note', 0, 9), [], 'before all');
      checkEqual(await store.listOlder('none', 1000, 9), [], 'of a kind without records');
      await store.write('a', [remove('u')]);
      checkEqual(idsOf(await store.listOlder('note', 1000, 1)), ['b/x'], 'after the first is gone');
    },
  },
  {
    title: 'sweeps: what is older is read on, each record once, also behind one that is gone',
    async run({ store }) {
      // In two tenants, some of the same age: a store may count positions for each.
      for (const [at, createdAt] of [7, 5, 5, 5, 3, 5, 8].entries()) {
        for (const tenant of ['a', 'b'])
          await store.write(tenant, [insert(`${at}`, { createdAt })]);
      }
      const all = await store.listOlder('note', 8, 99);
      checkEqual(all.length, 12, 'how many there are');
      const seen: StoredRecord[] = [];
      for (;;) {
        const page = await store.listOlder('note', 8, 1, seen.at(-1));
        if (page.length === 0) break;
        seen.push(...page);
        checkEqual(idsOf(seen), idsOf(all.slice(0, seen.length)), 'those that were read');
      }
      checkEqual(seen.length, all.length, 'how many were read');
      const [first, second, ...rest] = all;
      if (!first || !second) return;
      await store.write(second.tenant, [remove(second.id)]);
      const behind = await store.listOlder('note', 8, 99, second);
      checkEqual(idsOf(behind), idsOf(rest), 'behind one that is gone');
      checkEqual(idsOf(await store.listOlder('note', 8, 2, first)), idsOf(rest.slice(0, 2)), 'two');
      checkEqual(await store.listOlder('note', 3, 99, first), [], 'behind all that are older');
    },
  },
];
