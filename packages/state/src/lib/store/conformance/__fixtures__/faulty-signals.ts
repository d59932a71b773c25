import { withChanges } from './change-keys.ts';
import type { Faults } from './fault.ts';

export const faultySignals: Faults = {
  'tells nobody': {
    fails: [
      'subscribe: tells of every write under an id, here and elsewhere, when it can be read',
      'subscribe: what it tells of is there',
      'subscribe: tells of a release',
      'subscribe: ended, it tells nothing any more; the others go on',
    ],
    broken: () => ({ subscribe: () => () => undefined }),
  },
  'tells only of the record itself': {
    fails: ['subscribe: tells of every write under an id, here and elsewhere, when it can be read'],
    broken(good) {
      const listeners = new Map<string, () => void>();
      return {
        subscribe(_, id, listener) {
          listeners.set(id, listener);
          return () => undefined;
        },
        async write(tenant, changes, guard) {
          const isWritten = await good.write(tenant, changes, guard);
          for (const change of changes) if ('kind' in change) listeners.get(change.id)?.();
          return isWritten;
        },
      };
    },
  },
  'tells before it writes': {
    fails: ['subscribe: what it tells of is there'],
    broken(good) {
      const listeners = new Set<() => void>();
      return {
        subscribe(_tenant, _id, listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        async write(tenant, changes, guard) {
          for (const listener of listeners) listener();
          await Promise.resolve();
          return good.write(tenant, changes, guard);
        },
      };
    },
  },
  'tells for ever': {
    fails: ['subscribe: ended, it tells nothing any more; the others go on'],
    broken: (good) => ({
      subscribe(...asked) {
        good.subscribe(...asked);
        return () => undefined;
      },
    }),
  },
  'ends all who listen to an id': {
    fails: ['subscribe: ended, it tells nothing any more; the others go on'],
    broken(good) {
      const ends: (() => void)[] = [];
      return {
        subscribe(...asked) {
          ends.push(good.subscribe(...asked));
          return () => {
            for (const end of ends) end();
          };
        },
      };
    },
  },
  'forgets work that nobody waits for': {
    fails: ['work: each is done once, whether it came before the handler or after'],
    broken(good) {
      let isWaiting = false;
      return {
        ...withChanges(good, (change) => (change.type === 'enqueue' && !isWaiting ? [] : change)),
        work(...asked) {
          isWaiting = true;
          return good.work(...asked);
        },
      };
    },
  },
  'asks for work before it writes': {
    fails: ['work: a write that fails asks for none; a topic gets its own only'],
    broken: (good) => ({
      async write(tenant, changes, guard) {
        await good.write(
          tenant,
          changes.filter(({ type }) => type === 'enqueue'),
        );
        return good.write(
          tenant,
          changes.filter(({ type }) => type !== 'enqueue'),
          guard,
        );
      },
    }),
  },
  'has one topic': {
    fails: ['work: a write that fails asks for none; a topic gets its own only'],
    broken: (good) =>
      withChanges(good, (change) =>
        change.type === 'enqueue' ? { ...change, topic: 'runs' } : change,
      ),
  },
  'does all at once': {
    fails: ['work: no more at once than asked for'],
    broken: (good) => ({ work: (topic, _, handler) => good.work(topic, 99, handler) }),
  },
  'does one at a time': {
    fails: ['work: no more at once than asked for'],
    broken: (good) => ({ work: (topic, _, handler) => good.work(topic, 1, handler) }),
  },
  'tries once': {
    fails: ['work: what is thrown at is given again, until it is done'],
    broken: (good) => ({
      work: (topic, atOnce, handler) =>
        good.work(topic, atOnce, (work) => handler(work).catch(() => undefined)),
    }),
  },
  'stops without waiting': {
    fails: ['work: stopped, it takes no more, and waits for what runs'],
    broken: (good) => ({
      async work(...asked) {
        const stop = await good.work(...asked);
        return async () => {
          stop().catch(() => undefined);
        };
      },
    }),
  },
  'goes on when it is stopped': {
    fails: ['work: stopped, it takes no more, and waits for what runs'],
    broken: (good) => ({
      async work(topic, atOnce, handler) {
        const running = new Set<Promise<void>>();
        await good.work(topic, atOnce, (work) => {
          const run = handler(work);
          running.add(run);
          return run;
        });
        return async () => {
          await Promise.all(running);
        };
      },
    }),
  },
  'gives work twice': {
    fails: [
      'work: each is done once, whether it came before the handler or after',
      'work: two who share a topic never have the same',
    ],
    broken: (good) =>
      withChanges(good, (change) => (change.type === 'enqueue' ? [change, change] : change)),
  },
};
