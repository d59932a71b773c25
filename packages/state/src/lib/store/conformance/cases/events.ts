import type { Change } from '../../state-store.ts';
import { append, insert, keyOf, remove, tenant, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import type { StoreCase } from '../store-case.ts';
import { hostileTexts } from '../texts.ts';

export const eventCases: readonly StoreCase[] = [
  {
    title: 'events: batches come in order, from any number on, at most so many',
    async run({ store, reopen }) {
      // One write with several, several writes with one; the numbers leave a gap.
      await write(store, insert('a'), append('a', 0), append('a', 1, 4));
      await write(store, append('a', 5, 68));
      await write(store, append('b', 0, 99), append('a', 80, 80));
      const all = [
        [0, 0],
        [1, 4],
        [5, 68],
        [80, 80],
      ];
      const other = await reopen();
      const read = async (after: number, limit: number) =>
        (await other.readEvents(tenant, 'a', after, limit)).map(({ first, last, events }) => {
          checkEqual(events, `[${first},${last}]`, 'the events');
          return [first, last];
        });
      checkEqual(await read(-1, 99), all, 'from the start');
      checkEqual(await read(0, 99), all.slice(1), 'after a whole batch');
      checkEqual(await read(2, 99), all.slice(1), 'after a number in the middle of a batch');
      checkEqual(await read(3, 99), all.slice(1), 'after the last but one');
      checkEqual(await read(4, 99), all.slice(2), 'after the last of a batch');
      checkEqual(await read(70, 99), all.slice(3), 'after a number that is none');
      checkEqual(await read(80, 99), [], 'after the last of all');
      checkEqual(await read(-1, 3), all.slice(0, 3), 'three of them');
      checkEqual(await read(4, 1), all.slice(2, 3), 'one of them');
      checkEqual(await other.readEvents(tenant, 'none', -1, 9), [], 'a log without events');
    },
  },
  {
    title: 'events: texts are kept byte for byte',
    async run({ store, reopen }) {
      const batches = hostileTexts.map((text, index) => append('a', index, index, text));
      await write(store, insert('a'), ...batches);
      const read = await (await reopen()).readEvents(tenant, 'a', -1, 99);
      for (const [index, text] of hostileTexts.entries()) {
        checkEqual(read[index], { first: index, last: index, events: text }, 'a batch');
      }
    },
  },
  {
    title: 'events: a log of 2,000 batches is read to its end, piece by piece',
    async run({ store }) {
      const changes: Change[] = Array.from({ length: 2_000 }, (_, index) => append('a', index));
      await write(store, insert('a'));
      for (let start = 0; start < changes.length; start += 250) {
        await write(store, ...changes.slice(start, start + 250));
      }
      const seen: number[] = [];
      for (;;) {
        const batches = await store.readEvents(tenant, 'a', seen.at(-1) ?? -1, 300);
        check(batches.length <= 300, 'at most so many');
        seen.push(...batches.map(({ first }) => first));
        if (batches.length === 0 || seen.length > changes.length) break;
      }
      checkEqual(seen, Array.from(changes.keys()), 'the numbers');
    },
  },
  {
    title: 'events: dropped, they are gone, and the record stays',
    async run({ store }) {
      await write(store, insert('a'), append('a', 0, 4), insert('b'), append('b', 0));
      await write(store, { type: 'dropEvents', log: 'a' });
      checkEqual(await store.readEvents(tenant, 'a', -1, 9), [], 'the log');
      check(await store.get(keyOf('a')), 'the record is there');
      checkEqual((await store.readEvents(tenant, 'b', -1, 9)).length, 1, 'batches of another log');
      await write(store, { type: 'dropEvents', log: 'a' }, append('a', 5));
      const batches = await store.readEvents(tenant, 'a', -1, 9);
      checkEqual(batches, [{ first: 5, last: 5, events: '[5,5]' }], 'what is added later');
    },
  },
  {
    title: 'events: a log goes with its record, and with what owns that',
    async run({ store }) {
      const owned = insert('i', { owner: 'a' });
      await write(store, insert('a'), owned, append('a', 0), append('i', 0), append('b', 0));
      await write(store, remove('a'));
      for (const log of ['a', 'i']) {
        checkEqual(await store.readEvents(tenant, log, -1, 9), [], `the log of "${log}"`);
      }
      checkEqual((await store.readEvents(tenant, 'b', -1, 9)).length, 1, 'batches of another log');
      await write(store, insert('a'));
      checkEqual(await store.readEvents(tenant, 'a', -1, 9), [], 'the log of the next "a"');
    },
  },
];
