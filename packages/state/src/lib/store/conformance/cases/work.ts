import type { Change, WorkHandler } from '../../state-store.ts';
import { insert, tenant, write } from '../changes.ts';
import { check, checkEqual } from '../check.ts';
import { sleep } from '../patience.ts';
import type { StoreCase } from '../store-case.ts';

const enqueue = (id: string, topic = 'runs'): Change => ({ type: 'enqueue', topic, id });
const ids = Array.from({ length: 12 }, (_, index) => `w${index}`);

/** A handler that waits until it is let go. */
function createGate() {
  const waiting: (() => void)[] = [];
  const seen: string[] = [];
  let running = 0;
  let most = 0;
  const handler: WorkHandler = async ({ id }) => {
    seen.push(id);
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => waiting.push(resolve));
    running -= 1;
  };
  return {
    handler,
    seen,
    running: () => running,
    most: () => most,
    letGo: () => waiting.shift()?.(),
  };
}

export const workCases: readonly StoreCase[] = [
  {
    title: 'work: each is done once, whether it came before the handler or after',
    async run({ store, patience }) {
      const done: string[] = [];
      await write(store, insert('a'), ...ids.slice(0, 6).map((id) => enqueue(id)));
      await store.write('other', [enqueue('w0')]);
      const stop = await store.work('runs', 3, async ({ tenant: whose, id }) => {
        done.push(`${whose}/${id}`);
      });
      for (const id of ids.slice(6)) await write(store, enqueue(id));
      await patience.eventually('all is done', () => done.length > ids.length);
      await stop();
      const expected = [...ids.map((id) => `${tenant}/${id}`), 'other/w0'];
      checkEqual(done.toSorted(), expected.toSorted(), 'what was done');
    },
  },
  {
    title: 'work: a write that fails asks for none; a topic gets its own only',
    async run({ store, patience }) {
      const done: string[] = [];
      await write(store, insert('a'), enqueue('foreign', 'other'));
      checkEqual(await store.write(tenant, [enqueue('failed'), insert('a')]), false, 'the write');
      const guard = { kind: 'note', owner: '', id: 'a', epoch: 7 };
      checkEqual(await store.write(tenant, [enqueue('stale')], guard), false, 'the guarded one');
      await write(store, enqueue('good'));
      const stop = await store.work('runs', 9, async ({ id }) => {
        done.push(id);
      });
      await patience.eventually('the good one is done', () => done.includes('good'));
      await stop();
      checkEqual(done, ['good'], 'what was done');
    },
  },
  {
    title: 'work: no more at once than asked for',
    async run({ store, patience }) {
      const gate = createGate();
      const stop = await store.work('runs', 2, gate.handler);
      await write(store, ...ids.slice(0, 5).map((id) => enqueue(id)));
      for (let done = 0; done < 5; done += 1) {
        const [left, begun] = [Math.min(2, 5 - done), Math.min(done + 2, 5)];
        await patience.eventually(`${left} run`, () => {
          return gate.running() === left && gate.seen.length === begun;
        });
        gate.letGo();
      }
      await patience.eventually('all is done', () => gate.running() === 0);
      await stop();
      checkEqual(gate.most(), 2, 'the most at once');
      checkEqual(gate.seen.toSorted(), ids.slice(0, 5), 'what was done');
    },
  },
  {
    title: 'work: what is thrown at is given again, until it is done',
    async run({ store, patience }) {
      const tries: string[] = [];
      const stop = await store.work('runs', 2, async ({ id }) => {
        tries.push(id);
        if (id === 'bad' && tries.filter((one) => one === 'bad').length < 3) throw new Error('no');
      });
      await write(store, enqueue('bad'), enqueue('good'));
      const count = (id: string) => tries.filter((one) => one === id).length;
      await patience.eventually('it is tried three times', () => count('bad') === 3);
      await patience.eventually('the other is done', () => count('good') === 1);
      await stop();
      checkEqual([count('bad'), count('good')], [3, 1], 'how often each was tried');
    },
  },
  {
    title: 'work: stopped, it takes no more, and waits for what runs',
    async run({ store, reopen, patience }) {
      const gate = createGate();
      const stop = await store.work('runs', 1, gate.handler);
      await write(store, enqueue('w0'));
      await patience.eventually('it runs', () => gate.running() === 1);
      await write(store, enqueue('w1'));
      let isStopped = false;
      const stopped = stop().then(() => {
        isStopped = true;
      });
      await sleep(20);
      checkEqual(isStopped, false, 'whether it has stopped while a handler runs');
      gate.letGo();
      await patience.soon('it stops', stopped);
      checkEqual([gate.running(), gate.seen], [0, ['w0']], 'what ran');
      const done: string[] = [];
      const stopNext = await (await reopen()).work('runs', 1, async ({ id }) => {
        done.push(id);
      });
      await patience.eventually('another does the rest', () => done.includes('w1'));
      await stopNext();
      checkEqual([gate.seen, done], [['w0'], ['w1']], 'who did what');
    },
  },
  {
    title: 'work: two who share a topic never have the same',
    async run({ store, reopen, patience }) {
      const done: string[] = [];
      const [one, two] = [createGate(), createGate()];
      const handlerOf =
        (gate: typeof one): WorkHandler =>
        async (work) => {
          await gate.handler(work);
          done.push(work.id);
        };
      const stops = [
        await store.work('runs', 2, handlerOf(one)),
        await (await reopen()).work('runs', 2, handlerOf(two)),
      ];
      await write(store, ...ids.map((id) => enqueue(id)));
      await patience.eventually('both are at work', () => one.running() + two.running() === 4);
      check(one.running() === 2 && two.running() === 2, 'each has two');
      await patience.eventually('all is done', () => {
        one.letGo();
        two.letGo();
        return done.length >= ids.length && one.running() + two.running() === 0;
      });
      for (const stop of stops) await stop();
      checkEqual(done.toSorted(), ids.toSorted(), 'what was done');
      checkEqual([...one.seen, ...two.seen].length, ids.length, 'how often it was given');
    },
  },
];
