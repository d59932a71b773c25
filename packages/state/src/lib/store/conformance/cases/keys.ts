import type { Change } from '../../state-store.ts';
import { append, insert, keyOf, remove, tenant, update, write } from '../changes.ts';
import { checkEqual } from '../check.ts';
import type { StoreCase } from '../store-case.ts';
import { walk } from '../walk.ts';

/** Printable, and nevertheless something else to SQL, to patterns, to paths, to a careless `join`. */
const hostileIds: readonly string[] = [
  ...['%', '_', 'a%', 'a_', '\\', '\\\\', "'", "''", '"', '";--', "'; drop table records; --", '`'],
  ...['a', 'A', 'aB', 'Ab', ' x ', ' x', 'x ', 'x', ' ', '?', '?1', '$1', ':id', '@id', '*', '[a]'],
  ...['a:b', 'a/b', 'a|b', 'a,b', '../a', '%2e%2e', '0', '00', '1e3', 'null', 'undefined', 'true'],
  ...['__proto__', 'constructor', 'hasOwnProperty', '{}', '[]', '~', '!', 'a\u007e'],
  ...['x'.repeat(512), `${'x'.repeat(511)}y`, 'X'.repeat(512)],
];

const separators = [':', '/', '|', ',', ' ', '-', '.', '\\', '"', "'", '~', ''];

export const keyCases: readonly StoreCase[] = [
  {
    title: 'keys: any printable id is its own',
    async run({ store, reopen }) {
      await write(store, ...hostileIds.map((id) => insert(id, { body: JSON.stringify({ id }) })));
      const other = await reopen();
      for (const id of hostileIds) {
        const record = await other.get(keyOf(id));
        checkEqual([record?.id, record?.body], [id, JSON.stringify({ id })], 'get');
        checkEqual(await other.find(tenant, 'note', id), record, 'find');
        checkEqual(await store.write(tenant, [insert(id)]), false, 'an insert of it');
      }
      const query = { tenant, kind: 'note', owner: '', limit: 1, order: 'asc' } as const;
      checkEqual(await walk(other, query), hostileIds, 'with each of them as a cursor');
      for (const id of hostileIds) {
        await write(store, update(id, '[1]', { version: 1 }), remove(id));
      }
      checkEqual(await walk(other, query), [], 'after all were deleted');
    },
  },
  {
    title: 'keys: any printable id owns what is its own, and has its own log',
    async run({ store }) {
      const things = (id: string): Change[] => [
        insert(id),
        insert('i', { owner: id }),
        append(id, 1),
      ];
      await write(store, ...hostileIds.flatMap(things));
      const left = new Set(hostileIds);
      for (const id of hostileIds.filter((_, index) => index % 2 === 0)) {
        await write(store, remove(id));
        left.delete(id);
      }
      for (const id of hostileIds) {
        const item = await store.get(keyOf('i', { owner: id }));
        const batches = await store.readEvents(tenant, id, 0, 9);
        const expected = left.has(id) ? [id, 1] : [undefined, 0];
        checkEqual([item?.owner, batches.length], expected, `what "${id}" owns`);
      }
    },
  },
  {
    title: 'keys: any printable tenant is its own',
    async run({ store }) {
      for (const id of hostileIds) {
        const body = JSON.stringify({ id });
        checkEqual(await store.write(id, [insert('a', { body }), append('a', 1)]), true, 'insert');
      }
      for (const id of hostileIds) {
        const record = await store.get({ ...keyOf('a'), tenant: id });
        checkEqual([record?.tenant, record?.body], [id, JSON.stringify({ id })], 'get');
        checkEqual((await store.readEvents(id, 'a', 0, 9)).length, 1, 'the log');
      }
    },
  },
  {
    title: 'keys: where one ends and the next begins is part of them',
    async run({ store }) {
      const [left, middle, right] = ['l', 'm', 'r'];
      for (const separator of separators) {
        const joined = `${middle}${separator}${right}`;
        const one = { kind: left, owner: joined };
        const two = { kind: `${left}${separator}${middle}`, owner: right };
        const three = { kind: left, owner: middle };
        await write(
          store,
          insert(`${right}${separator}z`, three),
          insert('z', one),
          insert('z', two),
        );
        for (const place of [one, two]) {
          checkEqual((await store.get(keyOf('z', place)))?.kind, place.kind, 'the kind');
        }
      }
    },
  },
];
