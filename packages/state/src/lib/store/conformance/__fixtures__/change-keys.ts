import type { Change, RecordKey, StateStore } from '../../state-store.ts';

/** Changes what every name is, on its way in. */
export function withNames(good: StateStore, rename: (name: string) => string): Partial<StateStore> {
  const renamed = <T extends object>(value: T): T => {
    const entries = Object.entries(value).map(([name, its]) =>
      names.has(name) && typeof its === 'string' ? [name, rename(its)] : [name, its],
    );
    return Object.fromEntries(entries);
  };
  return {
    get: (key) => good.get(renamed(key)),
    find: (tenant, kind, id) => good.find(rename(tenant), kind, rename(id)),
    list: (query) => good.list(renamed(query)),
    write: (tenant, changes, guard) =>
      good.write(rename(tenant), changes.map(renamed), guard && renamed(guard)),
    readEvents: (tenant, log, after, limit) =>
      good.readEvents(rename(tenant), rename(log), after, limit),
  };
}

const names = new Set(['tenant', 'owner', 'id', 'log', 'after', 'before']);

/** Changes what every write does. */
export function withChanges(
  good: StateStore,
  change: (change: Change) => Change | readonly Change[],
): Partial<StateStore> {
  return {
    write: (tenant, changes, guard) => good.write(tenant, changes.flatMap(change), guard),
  };
}

/** What a change is about. */
export function keyIn(tenant: string, change: Change): RecordKey | undefined {
  if (!('kind' in change)) return undefined;
  const { kind, owner, id } = change;
  return { tenant, kind, owner, id };
}
