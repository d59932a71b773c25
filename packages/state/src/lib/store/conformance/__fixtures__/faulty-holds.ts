import type { RecordKey, StateStore } from '../../state-store.ts';
import { sleep } from '../patience.ts';
import { withChanges } from './change-keys.ts';
import type { Faults } from './fault.ts';

const nameOf = ({ tenant, kind, owner, id }: RecordKey) => [tenant, kind, owner, id].join('\n');

/** Everything that was ever taken. */
function taking(good: StateStore) {
  const taken = new Map<string, RecordKey>();
  const acquire: StateStore['acquire'] = (key, ...rest) => {
    taken.set(nameOf(key), key);
    return good.acquire(key, ...rest);
  };
  return { taken, acquire };
}

export const faultyHolds: Faults = {
  'gives what is held': {
    fails: ['holds: a record is taken once, and says by whom'],
    broken: (good) => ({
      async acquire(key, holder, ms) {
        const epoch = (await good.get(key))?.epoch ?? 0;
        await good.write(key.tenant, [{ ...key, type: 'release', epoch }]);
        return good.acquire(key, holder, ms);
      },
    }),
  },
  'takes what is not there': {
    fails: [
      'holds: what is not there is not taken, renewed or released',
      'tenants: what another has is not there, whatever is asked',
    ],
    broken: (good) => ({
      acquire: async (key, holder, ms) =>
        (await good.get(key)) ? good.acquire(key, holder, ms) : 1,
    }),
  },
  'looks whether it is free, and then takes it': {
    fails: ['holds: of 20 who want a record exactly one gets it, each time in a higher epoch'],
    broken: (good) => ({
      async acquire(key, holder, ms) {
        const record = await good.get(key);
        if (!record || record.holder !== undefined) return undefined;
        await sleep(2);
        return (await good.acquire(key, holder, ms)) ?? record.epoch + 1;
      },
    }),
  },
  'counts epochs anew': {
    fails: [
      'holds: of 20 who want a record exactly one gets it, each time in a higher epoch',
      'holds: released, it is free at once, and keeps its epoch',
    ],
    broken: (good) => ({
      acquire: async (...query) => (await good.acquire(...query)) && 1,
    }),
  },
  'releases in any epoch': {
    fails: ['holds: released, it is free at once, and keeps its epoch'],
    broken: (good) => ({
      async write(tenant, changes, guard) {
        const last = changes.at(-1);
        if (last?.type !== 'release') return good.write(tenant, changes, guard);
        const epoch = (await good.get({ tenant, ...last }))?.epoch ?? last.epoch;
        return good.write(tenant, [{ ...last, epoch }], guard);
      },
    }),
  },
  'does not release': {
    fails: ['holds: released, it is free at once, and keeps its epoch'],
    broken: (good) => withChanges(good, (change) => (change.type === 'release' ? [] : change)),
  },
  'renews what is over': {
    fails: ['holds: when the time is over nobody holds it, and another may take it'],
    broken: (good) => ({
      renew: async (key, epoch) => (await good.get(key))?.epoch === epoch,
    }),
  },
  'renews nothing': {
    fails: ['holds: renewed, it lasts from now on'],
    broken: (good) => ({
      async renew(key, epoch) {
        const record = await good.get(key);
        return record?.epoch === epoch && record.holder !== undefined;
      },
    }),
  },
  'lists what is over by position': {
    fails: ['sweeps: what was held and is over is listed, longest ago first, of all tenants'],
    broken: (good) => ({
      async listExpired(kind, limit) {
        const all = await good.listExpired(kind, 1_000);
        return all.toSorted((a, b) => a.position - b.position).slice(0, limit);
      },
    }),
  },
  'takes what was given back for over': {
    fails: ['sweeps: what is held, free, given back, taken again or deleted is not over'],
    broken(good) {
      const { taken, acquire } = taking(good);
      return {
        acquire,
        async listExpired(kind, limit) {
          const records = await Promise.all(Array.from(taken.values(), (key) => good.get(key)));
          return records
            .filter((one) => one !== undefined)
            .filter((one) => one.kind === kind && one.holder === undefined)
            .slice(0, limit);
        },
      };
    },
  },
  'lists as older what belongs to none': {
    fails: ['sweeps: what is older is listed, oldest first, of all tenants and owners'],
    broken: (good) => ({
      async listOlder(kind, beforeMs, limit) {
        const all = await good.listOlder(kind, beforeMs, 1_000);
        return all.filter(({ owner }) => owner === '').slice(0, limit);
      },
    }),
  },
  'lists as older what is just as old': {
    fails: ['sweeps: what is older is listed, oldest first, of all tenants and owners'],
    broken: (good) => ({
      listOlder: (kind, beforeMs, ...rest) => good.listOlder(kind, beforeMs + 1, ...rest),
    }),
  },
  'lists what is older from the first one on each time': {
    fails: ['sweeps: what is older is read on, each record once, also behind one that is gone'],
    broken: (good) => ({
      listOlder: (kind, beforeMs, limit) => good.listOlder(kind, beforeMs, limit),
    }),
  },
  'leaves out what is just as old': {
    fails: ['sweeps: what is older is read on, each record once, also behind one that is gone'],
    broken: (good) => ({
      async listOlder(kind, beforeMs, limit, after) {
        const all = await good.listOlder(kind, beforeMs, 1_000);
        const from = after ? after.createdAt : Number.NEGATIVE_INFINITY;
        return all.filter(({ createdAt }) => createdAt > from).slice(0, limit);
      },
    }),
  },
};
