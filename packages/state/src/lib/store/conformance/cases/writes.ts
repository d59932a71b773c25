import type { Change, Guard, StateStore } from '../../state-store.ts';
import { append, insert, keyOf, release, remove, tenant, update, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import type { StoreCase } from '../store-case.ts';

const hash = 'a'.repeat(64);
const otherHash = 'b'.repeat(64);
const held = { at: 0, hash, text: 'held' };

/** Records, a hold, a log and a piece, to see whether a write leaves them alone. */
async function setScene(store: StateStore): Promise<number> {
  await write(
    store,
    insert('a', { label: 'x', pieces: [held] }),
    insert('b'),
    insert('b1', { owner: 'b' }),
    insert('b2', { owner: 'b1' }),
    append('b', 0, 3),
    append('b1', 0, 3),
  );
  const epoch = await store.acquire(keyOf('a'), 'me', 600_000);
  check(epoch !== undefined, 'it is taken');
  return epoch;
}

async function lookAt(store: StateStore): Promise<unknown> {
  const list = (owner: string) => store.list({ ...keyOf('', { owner }), limit: 99, order: 'asc' });
  const log = (id: string) => store.readEvents(tenant, id, -1, 99);
  return {
    lists: [await list(''), await list('b'), await list('b1'), await list('new')],
    logs: [await log('a'), await log('b'), await log('b1'), await log('new')],
    pieces: [await store.readPiece(tenant, hash), await store.readPiece(tenant, otherHash)],
    found: [await store.find(tenant, 'note', 'new'), await store.find(tenant, 'note', 'b1')],
  };
}

/** One of each kind, all of which would leave a trace. */
function everyChange(epoch: number): Change[] {
  return [
    insert('new', { pieces: [{ at: 0, hash: otherHash, text: 'other' }] }),
    insert('new', { owner: 'new' }),
    append('new', 0, 9),
    append('b', 4, 5),
    update('b', '[1]', { pieces: [{ at: 0, hash }] }),
    update('a', '[2]', { label: 'y' }),
    update('a', '[3]', { version: 2 }),
    release('a', epoch),
    { type: 'dropEvents', log: 'b' },
    append('b', 6, 7),
    remove('b'),
    insert('b', { body: '[4]' }),
    { type: 'enqueue', topic: 'topic', id: 'never' },
    remove('a'),
    insert('a'),
  ];
}

interface Failure {
  readonly what: string;
  readonly change?: (epoch: number) => Change;
  readonly guard?: (epoch: number) => Guard;
}

const failures: readonly Failure[] = [
  { what: 'an insert of what is there', change: () => insert('b') },
  { what: 'an update of what is not there', change: () => update('never', '[]') },
  { what: 'an update of what is deleted', change: () => update('b1', '[]', { owner: 'b' }) },
  { what: 'an update of another version', change: () => update('b', '[]', { version: 2 }) },
  { what: 'an update of a version to come', change: () => update('b', '[]', { version: 0 }) },
  { what: 'a release of what is not there', change: (epoch) => release('never', epoch) },
  { what: 'a release of what nobody holds', change: () => release('new', 1) },
  {
    what: 'a guard in another epoch',
    guard: (epoch) => ({ kind: 'note', owner: '', id: 'a', epoch: epoch - 1 }),
  },
  {
    what: 'a guard in an epoch to come',
    guard: (epoch) => ({ kind: 'note', owner: '', id: 'a', epoch: epoch + 1 }),
  },
  {
    what: 'a guard that is not there',
    guard: (epoch) => ({ kind: 'note', owner: 'b', id: 'a', epoch }),
  },
  {
    what: 'a guard that is not there, in epoch 0',
    guard: () => ({ kind: 'note', owner: '', id: 'new', epoch: 0 }),
  },
];

export const writeCases: readonly StoreCase[] = [
  ...failures.map(
    ({ what, change, guard }): StoreCase => ({
      title: `writes: ${what} leaves nothing of all changes before`,
      async run({ store }) {
        const epoch = await setScene(store);
        const before = await lookAt(store);
        const changes = everyChange(epoch);
        if (change) changes.push(change(epoch));
        const isWritten = await store.write(tenant, changes, guard?.(epoch));
        checkEqual(isWritten, false, 'the write');
        checkEqual(await lookAt(store), before, 'what is there');
      },
    }),
  ),
  {
    title: 'writes: nor what comes after the one that fails',
    async run({ store }) {
      const epoch = await setScene(store);
      const before = await lookAt(store);
      const changes = [insert('b'), ...everyChange(epoch)];
      checkEqual(await store.write(tenant, changes), false, 'the write');
      checkEqual(await lookAt(store), before, 'what is there');
    },
  },
  {
    title: 'writes: changes are made in their order, each on top of those before',
    async run({ store }) {
      const epoch = await setScene(store);
      await write(store, ...everyChange(epoch));
      const list = await store.list({ ...keyOf(''), limit: 99, order: 'asc' });
      checkEqual(
        list?.map(({ id, body, version, epoch: its }) => [id, body, version, its]),
        [
          ['new', '{"id":"new"}', 1, 0],
          ['b', '[4]', 1, 0],
          ['a', '{"id":"a"}', 1, 0],
        ],
        'the records',
      );
      checkEqual(await store.readEvents(tenant, 'b', -1, 9), [], 'the log of what was deleted');
      const batches = await store.readEvents(tenant, 'new', -1, 9);
      checkEqual(batches, [{ first: 0, last: 9, events: '[0,9]' }], 'the new log');
      checkEqual(await store.readPiece(tenant, hash), undefined, 'the piece that nobody has');
      checkEqual(await store.readPiece(tenant, otherHash), 'other', 'the new piece');
    },
  },
  {
    title: 'writes: an insert of what was deleted in the same write is a new record',
    async run({ store }) {
      await write(store, insert('a', { label: 'x' }), insert('i', { owner: 'a' }), append('a', 1));
      await write(store, update('a', '[1]'), remove('a'), insert('a', { body: '[2]' }));
      const { body, version, label } = (await store.get(keyOf('a'))) ?? {};
      checkEqual([body, version, label], ['[2]', 1, undefined], 'the record');
      checkEqual(await store.get(keyOf('i', { owner: 'a' })), undefined, 'what it had owned');
      checkEqual(await store.readEvents(tenant, 'a', 0, 9), [], 'its log');
    },
  },
  {
    title: 'writes: none is a write, if its guard holds',
    async run({ store }) {
      await write(store, insert('a'));
      const guard = { kind: 'note', owner: '', id: 'a', epoch: 0 };
      checkEqual(await store.write(tenant, []), true, 'without guard');
      checkEqual(await store.write(tenant, [], guard), true, 'with one that holds');
      checkEqual(await store.write(tenant, [], { ...guard, epoch: 1 }), false, 'with another');
    },
  },
  {
    title: 'writes: a delete of what is not there is no failure, and deletes nothing else',
    async run({ store }) {
      await write(store, insert('a', { owner: 'o' }), insert('i', { owner: 'a' }), append('a', 1));
      await write(store, remove('a'), remove('a', { kind: 'other' }), remove('never'), insert('b'));
      const left = [keyOf('a', { owner: 'o' }), keyOf('i', { owner: 'a' }), keyOf('b')];
      for (const key of left) check(await store.get(key), `"${key.id}" is there`);
      checkEqual((await store.readEvents(tenant, 'a', 0, 9)).length, 1, 'batches of the log');
    },
  },
  {
    title: 'writes: a delete takes along all that is owned, at any depth',
    async run({ store }) {
      const depth = Array.from({ length: 40 }, (_, index) => `d${index}`);
      const nested = depth.flatMap((id, index) => [
        insert(id, { owner: depth[index - 1] ?? '', kind: index % 2 === 0 ? 'note' : 'item' }),
        insert(`${id}-other`, { owner: id, kind: 'leaf' }),
        append(id, index),
      ]);
      const items = Array.from({ length: 1200 }, (_, index) =>
        insert(`i${index}`, { owner: 'd0' }),
      );
      await write(store, ...nested, ...items, insert('beside'), insert('i0', { owner: 'beside' }));
      await write(store, remove('d0'));
      for (const [index, id] of depth.entries()) {
        const kind = index % 2 === 0 ? 'note' : 'item';
        checkEqual(await store.find(tenant, kind, id), undefined, `a record at depth ${index}`);
        checkEqual(await store.find(tenant, 'leaf', `${id}-other`), undefined, 'a leaf');
        checkEqual(await store.readEvents(tenant, id, -1, 9), [], 'the log of an owned one');
      }
      checkEqual(await store.find(tenant, 'note', 'i1199'), undefined, 'one of many');
      checkEqual((await store.find(tenant, 'note', 'i0'))?.owner, 'beside', 'what another owns');
    },
  },
  {
    title: 'writes: a delete ends where records own each other or themselves',
    async run({ store }) {
      const ring = [
        insert('a', { owner: 'c' }),
        insert('b', { owner: 'a' }),
        insert('c', { owner: 'b' }),
      ];
      await write(store, ...ring, insert('self', { owner: 'self' }), insert('x'));
      await write(store, remove('b', { owner: 'a' }), remove('self', { owner: 'self' }));
      for (const id of ['a', 'b', 'c', 'self']) {
        checkEqual(await store.find(tenant, 'note', id), undefined, `"${id}"`);
      }
      check(await store.get(keyOf('x')), 'what is beside them stays');
    },
  },
  {
    title: 'writes: of 20 inserts of one record at once exactly one is made',
    async run({ store, reopen }) {
      const stores = [store, await reopen()];
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          stores[index % 2]?.write(tenant, [
            insert(`own-${index}`),
            insert('a', { body: `[${index}]` }),
            append('a', index),
          ]),
        ),
      );
      const winner = results.indexOf(true);
      checkEqual(results.filter((isWritten) => isWritten).length, 1, 'how many were written');
      checkEqual((await store.get(keyOf('a')))?.body, `[${winner}]`, 'the body');
      const list = await store.list({ ...keyOf(''), limit: 99, order: 'asc' });
      checkEqual(
        list?.map(({ id }) => id),
        [`own-${winner}`, 'a'],
        'what is there',
      );
      const log = await store.readEvents(tenant, 'a', -1, 99);
      checkEqual(
        log.map(({ first }) => first),
        [winner],
        'the log',
      );
    },
  },
  {
    title: 'writes: of 20 updates of one version at once exactly one is made',
    async run({ store, reopen }) {
      await write(store, insert('a'));
      const stores = [store, await reopen()];
      for (let version = 1; version <= 3; version += 1) {
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            stores[index % 2]?.write(tenant, [
              insert(`${version}-${index}`, { owner: 'tries' }),
              update('a', `[${index}]`, { version }),
            ]),
          ),
        );
        const winner = results.indexOf(true);
        checkEqual(results.filter((isWritten) => isWritten).length, 1, 'how many were written');
        const { body, version: next } = (await store.get(keyOf('a'))) ?? {};
        checkEqual([body, next], [`[${winner}]`, version + 1], 'the record');
      }
      const tries = await store.list({ ...keyOf('', { owner: 'tries' }), limit: 99, order: 'asc' });
      checkEqual(tries?.length, 3, 'how many tries left something');
    },
  },
  {
    title: 'writes: updates without a version all count, also at once',
    async run({ store, reopen }) {
      await write(store, insert('a'), insert('b'));
      const stores = [store, await reopen()];
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          // In both orders, so that a store that locks one after the other meets itself.
          stores[index % 2]?.write(
            tenant,
            index % 4 < 2
              ? [update('a', '[1]'), update('b', '[1]')]
              : [update('b', '[1]'), update('a', '[1]')],
          ),
        ),
      );
      checkEqual(
        results.every((isWritten) => isWritten),
        true,
        'all writes',
      );
      for (const id of ['a', 'b'])
        checkEqual((await store.get(keyOf(id)))?.version, 21, 'the version');
    },
  },
];
