import type { Change, StateStore } from '../../state-store.ts';
import { sleep } from '../patience.ts';
import { keyIn, withChanges } from './change-keys.ts';
import type { Faults } from './fault.ts';

/** One change a write. @returns whether each was made. */
async function oneByOne(
  good: StateStore,
  tenant: string,
  changes: readonly Change[],
  goesOn: boolean,
): Promise<boolean> {
  let isGood = true;
  for (const change of changes) {
    if (isGood || goesOn) isGood = (await good.write(tenant, [change])) && isGood;
  }
  return isGood;
}

/** Whether the conditions of all changes hold, each on its own. */
async function wouldHold(good: StateStore, tenant: string, changes: readonly Change[]) {
  for (const change of changes) {
    const key = keyIn(tenant, change);
    const record = key && (await good.get(key));
    if (change.type === 'insert' && record) return false;
    if (change.type === 'update' && (change.version ?? record?.version) !== record?.version) {
      return false;
    }
  }
  return true;
}

function force(change: Change): readonly Change[] {
  if (change.type === 'update') return [{ ...change, version: undefined }];
  if (change.type === 'insert') return [{ ...change, type: 'delete' }, change];
  return [change];
}

const failing = (what: string) => `writes: ${what} leaves nothing of all changes before`;

export const faultyWrites: Faults = {
  'writes half a batch': {
    fails: [
      failing('an insert of what is there'),
      failing('an update of what is not there'),
      failing('an update of what is deleted'),
      failing('an update of another version'),
      failing('an update of a version to come'),
      failing('a release of what is not there'),
      failing('a release of what nobody holds'),
      'work: a write that fails asks for none; a topic gets its own only',
      'model: two tenants, at random, see what a plain model says',
    ],
    broken: (good) => ({
      write: async (tenant, changes, guard) =>
        (await good.write(tenant, [], guard)) && oneByOne(good, tenant, changes, false),
    }),
  },
  'goes on after a change that fails': {
    fails: ['writes: nor what comes after the one that fails'],
    broken: (good) => ({
      write: async (tenant, changes) => oneByOne(good, tenant, changes, true),
    }),
  },
  'does not look at guards': {
    fails: [
      failing('a guard in another epoch'),
      failing('a guard in an epoch to come'),
      failing('a guard that is not there'),
      failing('a guard that is not there, in epoch 0'),
      'holds: who was paused beyond its time writes nothing once another has taken over',
      'writes: none is a write, if its guard holds',
    ],
    broken: (good) => ({ write: (tenant, changes) => good.write(tenant, changes) }),
  },
  'takes a missing guard for one in epoch 0': {
    fails: [failing('a guard that is not there, in epoch 0')],
    broken: (good) => ({
      async write(tenant, changes, guard) {
        const isThere = guard === undefined || (await good.get({ tenant, ...guard }));
        return good.write(tenant, changes, isThere || guard?.epoch !== 0 ? guard : undefined);
      },
    }),
  },
  'does not look at guards where it writes nothing': {
    fails: ['writes: none is a write, if its guard holds'],
    broken: (good) => ({
      write: async (tenant, changes, guard) =>
        changes.length === 0 || good.write(tenant, changes, guard),
    }),
  },
  'looks at the guard, and then writes': {
    fails: ['holds: once another has taken over, no write of the epoch before arrives any more'],
    broken: (good) => ({
      async write(tenant, changes, guard) {
        if (!(await good.write(tenant, [], guard))) return false;
        if (guard) await sleep(5);
        return good.write(tenant, changes);
      },
    }),
  },
  'looks at the guard when all is written': {
    fails: ['holds: a guard may be any record, also one that the write deletes'],
    broken: (good) => ({
      async write(tenant, changes, guard) {
        const isDeleted = changes.some(({ type }) => type === 'delete');
        return guard && isDeleted ? false : good.write(tenant, changes, guard);
      },
    }),
  },
  'inserts before all else': {
    fails: [
      'writes: changes are made in their order, each on top of those before',
      'writes: an insert of what was deleted in the same write is a new record',
    ],
    broken: (good) => ({
      write: (tenant, changes, guard) =>
        good.write(
          tenant,
          changes.toSorted((a, b) => Number(b.type === 'insert') - Number(a.type === 'insert')),
          guard,
        ),
    }),
  },
  'fails to delete what is not there': {
    fails: ['writes: a delete of what is not there is no failure, and deletes nothing else'],
    broken: (good) => ({
      async write(tenant, changes, guard) {
        for (const change of changes) {
          const key = keyIn(tenant, change);
          if (change.type === 'delete' && key && !(await good.get(key))) return false;
        }
        return good.write(tenant, changes, guard);
      },
    }),
  },
  'deletes whoever has the id': {
    fails: ['writes: a delete of what is not there is no failure, and deletes nothing else'],
    broken: (good) => ({
      async write(tenant, changes, guard) {
        const found: Change[] = [];
        for (const change of changes) {
          const key = change.type === 'delete' ? change : undefined;
          const record = key && (await good.find(tenant, key.kind, key.id));
          found.push(key && record ? { ...key, owner: record.owner } : change);
        }
        return good.write(tenant, found, guard);
      },
    }),
  },
  'forgets what is owned by what is owned': {
    fails: [
      'writes: a delete takes along all that is owned, at any depth',
      'model: two tenants, at random, see what a plain model says',
    ],
    broken: withoutDepth,
  },
  'deletes only what belongs to none': {
    fails: ['writes: a delete ends where records own each other or themselves'],
    broken: (good) =>
      withChanges(good, (change) =>
        change.type === 'delete' && change.owner !== '' ? [] : change,
      ),
  },
  'looks at conditions, and then writes': {
    fails: [
      'writes: of 20 inserts of one record at once exactly one is made',
      'writes: of 20 updates of one version at once exactly one is made',
    ],
    broken: (good) => ({
      async write(tenant, changes, guard) {
        if (!(await wouldHold(good, tenant, changes))) return false;
        await sleep(2);
        return good.write(tenant, changes.flatMap(force), guard);
      },
    }),
  },
  'gives up where another writes': {
    fails: ['writes: updates without a version all count, also at once'],
    broken(good) {
      let isBusy = false;
      return {
        async write(tenant, changes, guard) {
          if (isBusy) return false;
          isBusy = true;
          await sleep(0);
          isBusy = false;
          return good.write(tenant, changes, guard);
        },
      };
    },
  },
};

/** Puts back what was further down than one step. */
function withoutDepth(good: StateStore): Partial<StateStore> {
  const inserts = new Map<string, Change & { readonly type: 'insert' }>();
  return {
    async write(tenant, changes, guard) {
      const isWritten = await good.write(tenant, changes, guard);
      for (const change of isWritten ? changes : []) {
        if (change.type === 'insert') inserts.set(`${tenant}/${change.id}`, change);
        if (change.type !== 'delete') continue;
        for (const insert of inserts.values()) {
          const owner = inserts.get(`${tenant}/${insert.owner}`);
          if (owner?.owner === change.id) await good.write(tenant, [insert]);
        }
      }
      return isWritten;
    },
  };
}
