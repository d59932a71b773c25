import type { Change, Guard, RecordKey, StateStore } from '../state-store.ts';
import { shorten, show } from './check.ts';

/** Remembers what stores were asked last, so that a failure can say of which method it is. */
export interface Witness {
  watch(store: StateStore): StateStore;
  /** The last call and what came of it, in words. */
  lastCall(): string;
}

export function createWitness(): Witness {
  let last = 'none';
  const note = (call: string, outcome: string) => {
    last = `${call}, which ${outcome}`;
  };
  const watched =
    <Args extends readonly unknown[], R>(
      method: string,
      ask: (...args: Args) => Promise<R>,
    ): ((...args: Args) => Promise<R>) =>
    async (...args) => {
      const call = describeCall(method, args);
      note(call, 'has not ended');
      try {
        const result = await ask(...args);
        note(call, `gave ${typeof result === 'function' ? 'a function' : show(result)}`);
        return result;
      } catch (error) {
        note(call, `rejected with "${error instanceof Error ? error.message : String(error)}"`);
        throw error;
      }
    };
  return {
    lastCall: () => last,
    watch: (store) => ({
      start: watched('start', () => store.start()),
      close: watched('close', () => store.close()),
      get: watched('get', (key) => store.get(key)),
      find: watched('find', (tenant, kind, id) => store.find(tenant, kind, id)),
      list: watched('list', (query) => store.list(query)),
      write: watched('write', (tenant, changes, guard) => store.write(tenant, changes, guard)),
      acquire: watched('acquire', (key, holder, ms) => store.acquire(key, holder, ms)),
      renew: watched('renew', (key, epoch, ms) => store.renew(key, epoch, ms)),
      readEvents: watched('readEvents', (tenant, log, after, limit) =>
        store.readEvents(tenant, log, after, limit),
      ),
      readPiece: watched('readPiece', (tenant, hash) => store.readPiece(tenant, hash)),
      listExpired: watched('listExpired', (kind, limit) => store.listExpired(kind, limit)),
      listOlder: watched('listOlder', (kind, beforeMs, limit, after) =>
        store.listOlder(kind, beforeMs, limit, after),
      ),
      subscribe: (tenant, id, listener) => store.subscribe(tenant, id, listener),
      work: watched('work', (topic, atOnce, handler) => store.work(topic, atOnce, handler)),
    }),
  };
}

/** `write of insert note "a", release note "b", guarded by note "b" in epoch 3`. */
function describeCall(method: string, args: readonly unknown[]): string {
  if (method === 'write') {
    const [, changes, guard] = args as [string, readonly Change[], Guard?];
    const what = shorten(changes.map(describeChange).join(', '), 200);
    return `write of ${what}${guard ? `, guarded by ${nameOf(guard)} in epoch ${guard.epoch}` : ''}`;
  }
  const [first, ...rest] = args.filter((arg) => typeof arg !== 'function');
  if (method === 'get' || method === 'acquire' || method === 'renew')
    return [`${method} of ${nameOf(first as RecordKey)}`, ...rest.map(show)].join(', ');
  return `${method}(${args
    .filter((arg) => typeof arg !== 'function')
    .map(show)
    .join(', ')})`;
}

function describeChange(change: Change): string {
  if ('log' in change) return `${change.type}, log "${shorten(change.log, 40)}"`;
  if (change.type === 'enqueue') return `enqueue "${shorten(change.id, 40)}"`;
  return `${change.type} ${nameOf(change)}`;
}

function nameOf({ kind, owner, id }: Omit<RecordKey, 'tenant'>): string {
  const name = `${kind} "${shorten(id, 40)}"`;
  return owner === '' ? name : `${name} of "${shorten(owner, 40)}"`;
}
