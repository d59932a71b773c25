import { append, insert, keyOf, tenant, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import type { StoreCase } from '../store-case.ts';

export const lifeCases: readonly StoreCase[] = [
  {
    title: 'life: it may be closed twice',
    async run({ store }) {
      await write(store, insert('a'));
      await store.close();
      await store.close();
    },
  },
  {
    title: 'life: closed, it refuses to read and to write',
    async run({ store }) {
      await store.close();
      const calls = {
        get: () => store.get(keyOf('a')),
        write: () => store.write(tenant, [insert('a')]),
      };
      for (const [method, call] of Object.entries(calls)) {
        const [{ status }] = await Promise.allSettled([call()]);
        check(status === 'rejected', `after close, ${method} rejects`);
      }
    },
  },
  {
    title: 'life: another process sees everything, and is seen',
    async run({ store, reopen }) {
      const hash = 'f'.repeat(64);
      const pieces = [{ at: 1, hash, text: 'piece' }];
      await write(store, insert('a', { label: 'x', pieces }), insert('b'), append('a', 0, 4));
      const epoch = await store.acquire(keyOf('b'), 'me', 600_000);
      const other = await reopen();
      for (const id of ['a', 'b']) {
        const record = await store.get(keyOf(id));
        check(record, `"${id}" is there`);
        checkEqual(await other.get(keyOf(id)), record, `"${id}" elsewhere`);
      }
      checkEqual((await other.get(keyOf('b')))?.epoch, epoch, 'the epoch elsewhere');
      checkEqual(await other.readPiece(tenant, hash), 'piece', 'the piece elsewhere');
      checkEqual((await other.readEvents(tenant, 'a', -1, 9)).length, 1, 'batches elsewhere');
      checkEqual(await other.acquire(keyOf('b'), 'you', 600_000), undefined, 'what is held here');
      await write(other, insert('c'));
      const [, second, third] = (await store.list({ ...keyOf(''), limit: 9, order: 'asc' })) ?? [];
      checkEqual([second?.id, third?.id], ['b', 'c'], 'what another process adds, behind the rest');
    },
  },
];
