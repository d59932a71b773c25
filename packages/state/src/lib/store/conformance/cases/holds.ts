import type { StateStore } from '../../state-store.ts';
import { append, insert, keyOf, release, remove, tenant, update, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import type { StoreCase } from '../store-case.ts';
import { takeUntilOver } from '../take-until-over.ts';

/** Longer than any test. */
const longMs = 600_000;

export const holdCases: readonly StoreCase[] = [
  {
    title: 'holds: a record is taken once, and says by whom',
    async run({ store }) {
      await write(store, insert('a'), insert('b'));
      const before = await store.get(keyOf('a'));
      const epoch = await store.acquire(keyOf('a'), 'me', longMs);
      check(epoch !== undefined && epoch > 0, 'it has an epoch');
      const taken = { ...before, epoch, holder: 'me' };
      checkEqual(await store.get(keyOf('a')), taken, 'get');
      checkEqual(await store.find(tenant, 'note', 'a'), taken, 'find');
      const list = await store.list({ ...keyOf(''), limit: 9, order: 'asc' });
      checkEqual(list?.[0], taken, 'list');
      checkEqual([list?.[1]?.epoch, list?.[1]?.holder], [0, undefined], 'one beside it');
      for (const holder of ['you', 'me']) {
        checkEqual(await store.acquire(keyOf('a'), holder, longMs), undefined, `for "${holder}"`);
      }
      checkEqual(await store.get(keyOf('a')), taken, 'after others have tried');
    },
  },
  {
    title: 'holds: what is not there is not taken, renewed or released',
    async run({ store }) {
      await write(store, insert('a'), insert('b'));
      const epoch = await store.acquire(keyOf('a'), 'me', longMs);
      check(epoch, 'it is taken');
      const others = [keyOf('never'), keyOf('a', { owner: 'o' }), keyOf('a', { kind: 'other' })];
      for (const key of others) {
        checkEqual(await store.acquire(key, 'me', longMs), undefined, 'acquire');
        checkEqual(await store.renew(key, epoch, longMs), false, 'renew');
        checkEqual(await store.write(tenant, [release(key.id, epoch, key)]), false, 'release');
      }
      checkEqual(await store.renew(keyOf('b'), 0, longMs), false, 'renew of what nobody took');
      await write(store, remove('a'));
      checkEqual(await store.renew(keyOf('a'), epoch, longMs), false, 'renew of what is deleted');
    },
  },
  {
    title: 'holds: of 20 who want a record exactly one gets it, each time in a higher epoch',
    async run({ store, reopen }) {
      await write(store, insert('a'));
      const stores = [store, await reopen()];
      let last = 0;
      for (let round = 0; round < 4; round += 1) {
        const epochs = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            stores[index % 2]?.acquire(keyOf('a'), `h${index}`, longMs),
          ),
        );
        const [epoch, ...more] = epochs.filter((one) => one !== undefined);
        check(epoch !== undefined && more.length === 0, 'exactly one gets it');
        check(epoch > last, 'its epoch is above all before');
        const { epoch: its, holder } = (await store.get(keyOf('a'))) ?? {};
        checkEqual([its, holder], [epoch, `h${epochs.indexOf(epoch)}`], 'the record');
        await write(store, release('a', epoch));
        last = epoch;
      }
    },
  },
  {
    title: 'holds: released, it is free at once, and keeps its epoch',
    async run({ store }) {
      await write(store, insert('a'));
      const epoch = await store.acquire(keyOf('a'), 'me', longMs);
      check(epoch, 'it is taken');
      checkEqual(await store.write(tenant, [release('a', epoch - 1)]), false, 'in an epoch before');
      checkEqual(await store.write(tenant, [release('a', epoch + 1)]), false, 'in one to come');
      checkEqual((await store.get(keyOf('a')))?.holder, 'me', 'who holds it');
      await write(store, release('a', epoch));
      const free = await store.get(keyOf('a'));
      checkEqual([free?.holder, free?.epoch, free?.version], [undefined, epoch, 1], 'the record');
      checkEqual(await store.renew(keyOf('a'), epoch, longMs), false, 'renew of what was released');
      checkEqual(await store.write(tenant, [release('a', epoch)]), false, 'a second release');
      const next = await store.acquire(keyOf('a'), 'you', longMs);
      check(next && next > epoch, 'the next epoch is higher');
      checkEqual(await store.write(tenant, [release('a', epoch)]), false, 'by who had it before');
      checkEqual((await store.get(keyOf('a')))?.holder, 'you', 'who holds it now');
    },
  },
  {
    title: 'holds: when the time is over nobody holds it, and another may take it',
    async run({ store, patience }) {
      await write(store, insert('a'));
      const epoch = await takeUntilOver(store, keyOf('a'), patience);
      const list = await store.list({ ...keyOf(''), limit: 9, order: 'asc' });
      checkEqual([list?.[0]?.holder, list?.[0]?.epoch], [undefined, epoch], 'the record in a list');
      checkEqual(await store.renew(keyOf('a'), epoch, longMs), false, 'renew of what is over');
      const next = await store.acquire(keyOf('a'), 'you', longMs);
      check(next && next > epoch, 'the next epoch is higher');
      checkEqual(await store.renew(keyOf('a'), epoch, longMs), false, 'renew in the epoch before');
      checkEqual(await store.renew(keyOf('a'), next, longMs), true, 'renew in the new one');
      checkEqual((await store.get(keyOf('a')))?.holder, 'you', 'who holds it');
    },
  },
  {
    title: 'holds: renewed, it lasts from now on',
    async run({ store, patience }) {
      await write(store, insert('shorter'));
      const shorter = await store.acquire(keyOf('shorter'), 'me', longMs);
      check(shorter, 'it is taken');
      const { longer, ms } = await takeForLonger(store);
      // Its time ends after the one that the longer one had at first.
      checkEqual(await store.renew(keyOf('shorter'), shorter, ms), true, 'renew for less');
      await patience.eventually('the shorter one is over', async () => {
        return (await store.get(keyOf('shorter')))?.holder === undefined;
      });
      const { holder, epoch } = (await store.get(keyOf('longer'))) ?? {};
      checkEqual([holder, epoch], ['me', longer], 'the longer one');
      checkEqual(await store.acquire(keyOf('longer'), 'you', longMs), undefined, 'for another');
    },
  },
  {
    title: 'holds: who was paused beyond its time writes nothing once another has taken over',
    async run({ store, patience }) {
      await write(store, insert('a'), append('a', 0));
      const stale = await takeUntilOver(store, keyOf('a'), patience);
      const epoch = await store.acquire(keyOf('a'), 'you', longMs);
      check(epoch, 'it is taken over');
      const guard = { kind: 'note', owner: '', id: 'a' };
      const changes = [update('a', '["mine"]'), append('a', 1), insert('i', { owner: 'a' })];
      const isWritten = await store.write(tenant, changes, { ...guard, epoch: stale });
      checkEqual(isWritten, false, 'the write in the epoch before');
      const gone = await store.write(tenant, [remove('a')], { ...guard, epoch: stale });
      checkEqual(gone, false, 'the delete in the epoch before');
      const { body, version } = (await store.get(keyOf('a'))) ?? {};
      checkEqual([body, version], ['{"id":"a"}', 1], 'the record');
      checkEqual(await store.get(keyOf('i', { owner: 'a' })), undefined, 'what it would own');
      checkEqual((await store.readEvents(tenant, 'a', -1, 9)).length, 1, 'batches of the log');
      checkEqual(await store.write(tenant, changes, { ...guard, epoch }), true, 'in the new epoch');
    },
  },
  {
    title: 'holds: a guard may be any record, also one that the write deletes',
    async run({ store }) {
      await write(store, insert('run', { owner: 'o' }), insert('a'));
      const epoch = await store.acquire(keyOf('run', { owner: 'o' }), 'me', longMs);
      check(epoch, 'it is taken');
      const guard = { kind: 'note', owner: 'o', id: 'run', epoch };
      checkEqual(await store.write(tenant, [update('a', '[1]')], guard), true, 'of another record');
      const changes = [remove('run', { owner: 'o' }), update('a', '[2]')];
      checkEqual(await store.write(tenant, changes, guard), true, 'that goes with it');
      checkEqual(await store.write(tenant, [update('a', '[3]')], guard), false, 'that is gone');
      checkEqual((await store.get(keyOf('a')))?.body, '[2]', 'the body');
    },
  },
  {
    title: 'holds: once another has taken over, no write of the epoch before arrives any more',
    async run({ store, reopen }) {
      await write(store, insert('a'));
      const other = await reopen();
      const listWritten = () =>
        store.list({ ...keyOf('', { owner: 'log' }), limit: 99, order: 'asc' });
      let epoch = await store.acquire(keyOf('a'), 'me', longMs);
      for (let round = 0; round < 8; round += 1) {
        check(epoch, 'it is taken');
        const guard = { kind: 'note', owner: '', id: 'a', epoch };
        const writing = Array.from({ length: 6 }, (_, index) =>
          store.write(tenant, [insert(`${round}-${index}`, { owner: 'log' })], guard),
        );
        epoch = await takeOver(other, epoch);
        // What was checked in time has arrived by now, or else never does.
        const arrived = await listWritten();
        const isWritten = await Promise.all(writing);
        checkEqual(await listWritten(), arrived, 'what is there when all are done');
        const ids = arrived?.map(({ id }) => id) ?? [];
        for (const [index, its] of isWritten.entries()) {
          checkEqual(ids.includes(`${round}-${index}`), its, 'whether a write is there');
        }
      }
    },
  },
];

/** Takes a record for `ms`, and renews it in time, however slow the machine is. */
async function takeForLonger(store: StateStore): Promise<{ longer: number; ms: number }> {
  await write(store, insert('longer'));
  for (const ms of [300, 1_500, 6_000]) {
    const longer = await store.acquire(keyOf('longer'), 'me', ms);
    check(longer, 'it is taken');
    if (await store.renew(keyOf('longer'), longer, longMs)) return { longer, ms };
  }
  throw new Error('Not renewed, though its time was not over.');
}

async function takeOver(store: StateStore, epoch: number): Promise<number | undefined> {
  await write(store, release('a', epoch));
  const next = await store.acquire(keyOf('a'), 'you', longMs);
  check(next && next > epoch, 'it is taken over in a higher epoch');
  return next;
}
