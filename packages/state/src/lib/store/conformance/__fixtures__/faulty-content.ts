import { createMemoryStore } from '../../memory-store.ts';
import type { Change, StateStore } from '../../state-store.ts';
import { keyIn, withChanges } from './change-keys.ts';
import type { Faults } from './fault.ts';

/** Every tenant that has written. */
function meeting(good: StateStore) {
  const tenants = new Set<string>();
  const write: StateStore['write'] = (tenant, ...rest) => {
    tenants.add(tenant);
    return good.write(tenant, ...rest);
  };
  return { tenants, write };
}

export const faultyContent: Faults = {
  'keeps to one process': {
    fails: ['life: another process sees everything, and is seen'],
    broken: () => ({}),
    reopen: createMemoryStore,
  },
  'does not look at the tenant in find': {
    fails: [
      'tenants: what another has is not there, whatever is asked',
      'model: two tenants, at random, see what a plain model says',
    ],
    broken(good) {
      const { tenants, write } = meeting(good);
      return {
        write,
        async find(_, kind, id) {
          const all = await Promise.all(Array.from(tenants, (one) => good.find(one, kind, id)));
          return all.find((one) => one !== undefined);
        },
      };
    },
  },
  'knows cursors of other tenants': {
    fails: ['tenants: what another has is not there, whatever is asked'],
    broken(good) {
      const { tenants, write } = meeting(good);
      return {
        write,
        async list(query) {
          const pages = [...tenants].map((tenant) => good.list({ ...query, tenant }));
          return (
            (await good.list(query)) ?? ((await Promise.all(pages)).some(Boolean) ? [] : undefined)
          );
        },
      };
    },
  },
  'has one log for all tenants': {
    fails: ['tenants: the same keys hold what each of them wrote'],
    broken(good) {
      const { tenants, write } = meeting(good);
      return {
        write,
        readEvents: (_, ...rest) => good.readEvents([...tenants][0] ?? '', ...rest),
      };
    },
  },
  'begins with the next whole batch': {
    fails: ['events: batches come in order, from any number on, at most so many'],
    broken: (good) => ({
      readEvents: async (tenant, log, after, limit) =>
        (await good.readEvents(tenant, log, after, limit)).filter(({ first }) => first > after),
    }),
  },
  'keeps the first thousand batches': {
    fails: ['events: a log of 2,000 batches is read to its end, piece by piece'],
    broken: (good) =>
      withChanges(good, (change) => (change.type === 'append' && change.first > 999 ? [] : change)),
  },
  'drops the record with its events': {
    fails: ['events: dropped, they are gone, and the record stays'],
    broken: (good) =>
      withChanges(good, (change) =>
        change.type === 'dropEvents'
          ? { type: 'delete', kind: 'note', owner: '', id: change.log }
          : change,
      ),
  },
  'keeps logs for ever': {
    fails: ['events: a log goes with its record, and with what owns that'],
    broken(good) {
      const appended: Change[] = [];
      return {
        async write(tenant, changes, guard) {
          appended.push(...changes.filter(({ type }) => type === 'append'));
          const isWritten = await good.write(tenant, changes, guard);
          const isDeleted = changes.some(({ type }) => type === 'delete');
          return isDeleted ? good.write(tenant, appended) : isWritten;
        },
      };
    },
  },
  'sorts pieces': {
    fails: ['pieces: text and places are kept, in order'],
    broken: (good) =>
      withChanges(good, (change) =>
        'pieces' in change
          ? { ...change, pieces: change.pieces?.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)) }
          : change,
      ),
  },
  'drops a piece with the first record that has it': {
    fails: ['pieces: one that several records have goes with the last of them'],
    broken(good) {
      const gone = new Set<string>();
      return {
        async write(tenant, changes, guard) {
          for (const change of changes) {
            const key = change.type === 'delete' ? keyIn(tenant, change) : undefined;
            for (const { hash } of (key && (await good.get(key)))?.pieces ?? []) gone.add(hash);
          }
          return good.write(tenant, changes, guard);
        },
        readPiece: async (tenant, hash) =>
          gone.has(hash) ? undefined : good.readPiece(tenant, hash),
      };
    },
  },
  'keeps pieces for ever': {
    fails: [
      'pieces: one that several records have goes with the last of them',
      'pieces: an update keeps those that it names, and lets go of the others',
      'pieces: written and deleted at once, none is lost and none is left',
    ],
    broken(good) {
      const kept = new Map<string, string>();
      return {
        async readPiece(tenant, hash) {
          const text = (await good.readPiece(tenant, hash)) ?? kept.get(hash);
          if (text !== undefined) kept.set(hash, text);
          return text;
        },
        write(tenant, changes, guard) {
          for (const change of changes) {
            for (const { hash, text } of 'pieces' in change ? (change.pieces ?? []) : []) {
              if (text !== undefined) kept.set(hash, text);
            }
          }
          return good.write(tenant, changes, guard);
        },
      };
    },
  },
  'has one piece for all tenants': {
    fails: ['pieces: another tenant has its own, or none'],
    broken(good) {
      const { tenants, write } = meeting(good);
      return {
        write,
        async readPiece(_, hash) {
          const all = await Promise.all(Array.from(tenants, (one) => good.readPiece(one, hash)));
          return all.find((one) => one !== undefined);
        },
      };
    },
  },
  'refers to pieces that are not there': {
    fails: ['pieces: a record never refers to what is not there'],
    broken: (good) =>
      withChanges(good, (change) =>
        'pieces' in change
          ? { ...change, pieces: change.pieces?.map((piece) => ({ text: '', ...piece })) }
          : change,
      ),
  },
};
