import type { StateStore, StoredRecord } from '../../state-store.ts';
import { withChanges, withNames } from './change-keys.ts';
import type { Fault, Faults } from './fault.ts';

/** Gives out every record otherwise. */
function withRecords(
  good: StateStore,
  change: (record: StoredRecord) => StoredRecord,
): Partial<StateStore> {
  const changed = (record: StoredRecord | undefined) => record && change(record);
  return {
    get: async (key) => changed(await good.get(key)),
    find: async (tenant, kind, id) => changed(await good.find(tenant, kind, id)),
    list: async (query) => (await good.list(query))?.map(change),
  };
}

function parsed(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

export const faultyRecords: Faults = {
  'does not like to be closed twice': {
    fails: ['life: it may be closed twice'],
    broken() {
      let isClosed = false;
      return {
        async close() {
          if (isClosed) throw new Error('It is closed already.');
          isClosed = true;
        },
      };
    },
  },
  'goes on after it was closed': {
    fails: ['life: closed, it refuses to read and to write'],
    broken: () => ({ close: async () => undefined }),
  },
  'keeps its time in seconds': {
    fails: [
      'records: an insert is given back as it was made',
      'sweeps: what is older is listed, oldest first, of all tenants and owners',
    ],
    broken: (good) =>
      withChanges(good, (change) =>
        change.type === 'insert'
          ? { ...change, createdAt: Math.floor(change.createdAt / 1000) * 1000 }
          : change,
      ),
  },
  'parses what it is given': {
    fails: [
      'records: a body of any text is kept byte for byte, inserted and updated',
      'events: texts are kept byte for byte',
      'pieces: text and places are kept, in order',
    ],
    broken: (good) => ({
      ...withRecords(good, (record) => ({ ...record, body: parsed(record.body) })),
      readEvents: async (...query) =>
        (await good.readEvents(...query)).map((batch) => ({
          ...batch,
          events: parsed(batch.events),
        })),
      readPiece: async (...query) => parsed((await good.readPiece(...query)) ?? ''),
    }),
  },
  'forgets the label at an update': {
    fails: ['records: an update changes the body and counts; the rest stays'],
    broken: (good) =>
      withChanges(good, (change) =>
        change.type === 'update' ? { ...change, label: change.label ?? '' } : change,
      ),
  },
  'never changes a label': {
    fails: ['records: an update that names a label changes it'],
    broken: (good) =>
      withChanges(good, (change) =>
        change.type === 'update' ? { ...change, label: undefined } : change,
      ),
  },
  'folds the case of labels': {
    fails: ['records: a label of any text is kept'],
    broken: (good) =>
      withChanges(good, (change) =>
        'body' in change ? { ...change, label: change.label?.toLowerCase() } : change,
      ),
  },
  'loses the order at an update': {
    fails: [
      'lists: by insertion, in both orders, whatever ids and times say',
      'records: an update changes the body and counts; the rest stays',
    ],
    broken: (good) =>
      withChanges(good, (change) =>
        change.type === 'update'
          ? [
              { ...change, type: 'delete' },
              { ...change, type: 'insert', createdAt: 1000 },
            ]
          : change,
      ),
  },
  'does not look at the owner': {
    fails: [
      'records: kind, owner and id are all part of the key',
      'records: find gives the newest of a kind and id, whoever owns it',
    ],
    broken: (good) => ({
      get: ({ tenant, kind, id }) => good.find(tenant, kind, id),
      find: (tenant, kind, id) => good.get({ tenant, kind, owner: '', id }),
    }),
  },
  'deletes nothing': {
    fails: [
      'records: deleted, it is gone from everywhere, and may be made anew',
      'sweeps: what is held, free, given back, taken again or deleted is not over',
    ],
    broken: (good) => withChanges(good, (change) => (change.type === 'delete' ? [] : change)),
  },
  'trims names': {
    fails: [
      'keys: any printable id is its own',
      'keys: any printable id owns what is its own, and has its own log',
      'keys: any printable tenant is its own',
    ],
    broken: (good) => withNames(good, (name) => name.trim()),
  },
  'folds the case of names': {
    fails: [
      'keys: any printable id is its own',
      'keys: any printable tenant is its own',
      'tenants: what another has is not there, whatever is asked',
      'tenants: the same keys hold what each of them wrote',
      'model: two tenants, at random, see what a plain model says',
    ],
    broken: (good) => withNames(good, (name) => name.toLowerCase()),
  },
  ...Object.fromEntries(
    [':', '/'].map((separator) => [`joins keys by "${separator}"`, joining(separator)]),
  ),
};

function joining(separator: string): Fault {
  const joined = <T extends { readonly kind: string; readonly owner: string }>(key: T): T => ({
    ...key,
    kind: 'all',
    owner: `${key.kind}${separator}${key.owner}`,
  });
  return {
    fails: ['keys: where one ends and the next begins is part of them'],
    broken: (good) => ({
      ...withChanges(good, (change) => ('kind' in change ? joined(change) : change)),
      async get(key) {
        const record = await good.get(joined(key));
        return record && { ...record, kind: key.kind, owner: key.owner };
      },
    }),
  };
}
