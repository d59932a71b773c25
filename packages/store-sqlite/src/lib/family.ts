import type { Database } from './database.ts';

/** A record whose descendants and log are to go, up to a position. */
interface Root {
  readonly tenant: string;
  readonly owner: string;
  readonly id: string;
}

/** To be called for each new record: the ways down to what it owns, and to it. */
export function noteBranches(database: Database, { tenant, owner, id }: Root): void {
  // Whatever belongs to no other record is where a delete begins.
  if (owner === '') return;
  noteOwned(database, tenant, owner);
  if (hasBelow(database, tenant, id))
    database.run(
      'insert or ignore into branches (tenant, owner, id) values (?1, ?2, ?3)',
      tenant,
      owner,
      id,
    );
}

/** To be called when something comes under an id: whoever has that id may be owned. */
export function noteOwned(database: Database, tenant: string, id: string): void {
  database.run(
    `insert or ignore into branches (tenant, owner, id)
     select tenant, owner, id from records
     where tenant = ?1 and id = ?2 and owner <> '' and not exists (
       select 1 from sweeps
       where sweeps.tenant = ?1 and sweeps.id = records.owner and records_until >= position)`,
    tenant,
    id,
  );
}

/**
 * Marks as deleted all that a record owns, at any depth, and all their logs, up to a position.
 * @returns the ids under which something is marked.
 */
export function markFamily(database: Database, root: Root, until: number): readonly string[] {
  const { tenant, owner, id } = root;
  const tree = database.all<{ id: string }>(
    `with recursive tree (id) as (
       values (?2)
       union
       select branches.id from branches join tree
       on branches.tenant = ?1 and branches.owner = tree.id)
     select id from tree`,
    tenant,
    id,
  );
  const ids = tree.map((node) => node.id).filter((each) => hasBelow(database, tenant, each));
  for (const node of tree) {
    const sql = 'delete from branches where tenant = ?1 and owner = ?2';
    database.run(sql, tenant, node.id);
  }
  const sql = 'delete from branches where tenant = ?1 and owner = ?2 and id = ?3';
  database.run(sql, tenant, owner, id);
  for (const each of ids) mark(database, tenant, each, { records: until, events: until });
  return ids;
}

/** Marks a log as deleted, up to a position. */
export function markLog(database: Database, tenant: string, log: string, until: number): void {
  mark(database, tenant, log, { records: 0, events: until });
}

function mark(
  database: Database,
  tenant: string,
  id: string,
  until: { readonly records: number; readonly events: number },
): void {
  database.run(
    `insert into sweeps (tenant, id, records_until, events_until) values (?1, ?2, ?3, ?4)
     on conflict (tenant, id) do update set
       records_until = max(records_until, excluded.records_until),
       events_until = max(events_until, excluded.events_until)`,
    tenant,
    id,
    until.records,
    until.events,
  );
}

function hasBelow(database: Database, tenant: string, id: string): boolean {
  const found = database.first(
    `select 1 as yes where exists (select 1 from records where tenant = ?1 and owner = ?2)
       or exists (select 1 from logs where tenant = ?1 and log = ?2)`,
    tenant,
    id,
  );
  return found !== undefined;
}
