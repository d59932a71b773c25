import { insert, keyOf, remove, tenant, update, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import type { StoreCase } from '../store-case.ts';
import { hostileTexts } from '../texts.ts';

export const recordCases: readonly StoreCase[] = [
  {
    title: 'records: an insert is given back as it was made',
    async run({ store }) {
      await write(store, insert('a', { owner: 'o', label: 'x', createdAt: 1_790_000_000_123 }));
      await write(store, insert('b', { owner: 'o', body: '{}', createdAt: 0 }));
      const fresh = { tenant, kind: 'note', owner: 'o', version: 1, epoch: 0, pieces: [] };
      const expected = [
        { ...fresh, id: 'a', label: 'x', createdAt: 1_790_000_000_123, body: '{"id":"a"}' },
        { ...fresh, id: 'b', createdAt: 0, body: '{}' },
      ];
      const listed = await store.list({ ...keyOf('', { owner: 'o' }), limit: 9, order: 'asc' });
      for (const [index, record] of expected.entries()) {
        const got = await store.get(keyOf(record.id, { owner: 'o' }));
        check(Number.isSafeInteger(got?.position), 'the position is a whole number');
        checkEqual(got, { ...record, position: got?.position }, 'get');
        checkEqual(await store.find(tenant, 'note', record.id), got, 'find');
        checkEqual(listed?.[index], got, 'list');
      }
    },
  },
  {
    title: 'records: a body of any text is kept byte for byte, inserted and updated',
    async run({ store, reopen }) {
      const ids = hostileTexts.map((_, index) => `t${index}`);
      await write(
        store,
        ...ids.map((id, index) => insert(id, { body: hostileTexts[index] ?? '' })),
      );
      const other = await reopen();
      const checkAll = async (texts: readonly string[]) => {
        const list = await other.list({ ...keyOf(''), limit: 100, order: 'asc' });
        for (const [index, id] of ids.entries()) {
          checkEqual((await other.get(keyOf(id)))?.body, texts[index], 'a body of get');
          checkEqual((await other.find(tenant, 'note', id))?.body, texts[index], 'a body of find');
          checkEqual(list?.[index]?.body, texts[index], 'a body of list');
        }
      };
      await checkAll(hostileTexts);
      const turned = hostileTexts.toReversed();
      await write(store, ...ids.map((id, index) => update(id, turned[index] ?? '')));
      await checkAll(turned);
    },
  },
  {
    title: 'records: an update changes the body and counts; the rest stays',
    async run({ store }) {
      await write(store, insert('a', { label: 'x', createdAt: 7 }), insert('b'));
      const epoch = await store.acquire(keyOf('a'), 'me', 600_000);
      const before = await store.get(keyOf('a'));
      check(before && epoch !== undefined, 'it is there, and taken');
      await write(store, update('a', '[1]'));
      const changed = { ...before, body: '[1]', version: 2 };
      checkEqual(await store.get(keyOf('a')), changed, 'without a version');
      await write(store, update('a', '[2]', { version: 2 }), update('a', '[3]', { version: 3 }));
      checkEqual(await store.get(keyOf('a')), { ...changed, body: '[3]', version: 4 }, 'with one');
    },
  },
  {
    title: 'records: an update that names a label changes it',
    async run({ store }) {
      const labelled = async (label: string) =>
        (await store.list({ ...keyOf(''), label, limit: 9, order: 'asc' }))?.map(({ id }) => id);
      await write(store, insert('a', { label: 'x' }), insert('b'));
      await write(store, update('a', '[1]', { label: 'y' }), update('b', '[1]', { label: 'x' }));
      checkEqual((await store.get(keyOf('a')))?.label, 'y', 'the label of "a"');
      checkEqual([await labelled('x'), await labelled('y')], [['b'], ['a']], 'lists by label');
    },
  },
  {
    title: 'records: a label of any text is kept',
    async run({ store }) {
      // Names of models are labels.
      const labels = ['gpt-5', 'GPT-5', 'a/b:c@d', "'; --", '%', '_', 'é漢🙂', ' x ', '\\'];
      await write(store, ...labels.map((label, index) => insert(`l${index}`, { label })));
      for (const [index, label] of labels.entries()) {
        const list = await store.list({ ...keyOf(''), label, limit: 99, order: 'desc' });
        checkEqual(
          list?.map((record) => [record.id, record.label]),
          [[`l${index}`, label]],
          `with the label "${label}"`,
        );
      }
    },
  },
  {
    title: 'records: find gives the newest of a kind and id, whoever owns it',
    async run({ store }) {
      const owner = async () => (await store.find(tenant, 'note', 'a'))?.owner;
      checkEqual(await owner(), undefined, 'none');
      for (const next of ['z', '', 'm', 'b']) {
        await write(
          store,
          insert('a', { owner: next }),
          insert('a', { kind: 'other', owner: 'q' }),
        );
        checkEqual(await owner(), next, 'the newest');
        await write(store, remove('a', { kind: 'other', owner: 'q' }));
      }
      await write(store, update('a', '[1]', { owner: 'z' }));
      checkEqual(await owner(), 'b', 'an update makes nothing newer');
      await write(store, remove('a', { owner: 'b' }));
      checkEqual(await owner(), 'm', 'after the newest is gone');
      await write(store, remove('a', { owner: 'z' }));
      await write(store, insert('a', { owner: 'z' }));
      checkEqual(await owner(), 'z', 'made anew');
    },
  },
  {
    title: 'records: kind, owner and id are all part of the key',
    async run({ store }) {
      const places = [{}, { owner: 'a' }, { kind: 'a' }, { kind: 'a', owner: 'b' }];
      const notThere = [...places, { owner: 'note' }];
      for (const place of places) {
        for (const other of notThere.slice(places.indexOf(place))) {
          checkEqual(await store.get(keyOf('a', other)), undefined, 'what is not there yet');
        }
        await write(store, insert('a', { ...place, body: JSON.stringify(place) }));
      }
      for (const place of places) {
        const { body } = (await store.get(keyOf('a', place))) ?? {};
        checkEqual(body, JSON.stringify(place), 'the record of a place');
      }
    },
  },
  {
    title: 'records: deleted, it is gone from everywhere, and may be made anew',
    async run({ store }) {
      await write(store, insert('a'), insert('b'));
      await store.acquire(keyOf('a'), 'me', 600_000);
      await write(store, update('a', '[1]'), remove('a'));
      checkEqual(await store.get(keyOf('a')), undefined, 'get');
      checkEqual(await store.find(tenant, 'note', 'a'), undefined, 'find');
      const list = await store.list({ ...keyOf(''), limit: 9, order: 'asc' });
      checkEqual(
        list?.map(({ id }) => id),
        ['b'],
        'list',
      );
      await write(store, remove('a'));
      await write(store, insert('a'));
      const again = await store.get(keyOf('a'));
      check(again && again.version === 1 && again.holder === undefined, 'the new one is new');
      check(again.position > (list?.[0]?.position ?? 0), 'it is behind what was there');
    },
  },
];
