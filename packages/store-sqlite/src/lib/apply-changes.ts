import type { Change, Piece } from '@gw/state';
import { insertRecord, releaseRecord, removeRecord, updateRecord } from './change-record.ts';
import type { Database } from './database.ts';
import type { Applied, ChangeOf, Draft, Write } from './draft.ts';
import { markLog, noteOwned } from './family.ts';
import { dropUnused, isLarge, isPieceThere } from './pieces.ts';
import { getRecord } from './read-records.ts';
import { rowsAtOnce, sweepId } from './sweep.ts';
import { toKept } from './text.ts';

/**
 * All changes or none, within the caller's transaction.
 * @returns nothing where a condition did not hold.
 * @throws {Error} for a piece without text that is not there.
 */
export function applyChanges(database: Database, write: Write): Applied | undefined {
  const { tenant, changes, guard } = write;
  if (guard && getRecord(database, { tenant, ...guard })?.epoch !== guard.epoch) return undefined;
  const draft: Draft = {
    ...write,
    database,
    position: 0,
    touched: new Set(),
    topics: new Set(),
    loose: new Set(),
    marked: new Set(),
    isFamilyGone: false,
  };
  const needs = findNeeds(draft);
  if (needs.length > 0) return toApplied(draft, { needs });
  draft.position = takePositions(database, tenant, changes.filter(needsPosition).length);
  if (!changes.every((change) => apply(draft, change))) return undefined;
  return clean(draft);
}

function toApplied(draft: Draft, rest: Partial<Applied>): Applied {
  const { touched, isFamilyGone, topics } = draft;
  return { needs: [], unused: [], isSweepLeft: false, touched, isFamilyGone, topics, ...rest };
}

/**
 * Deletes what is marked, as far as that is quick. What no record refers to is looked for at the end,
 * because a later change may refer to what an earlier one has let go.
 */
function clean(draft: Draft): Applied {
  const { database, tenant } = draft;
  const unused: string[] = [];
  let rows = 0;
  for (const id of draft.marked) {
    const swept = sweepId(database, tenant, id, rowsAtOnce - rows);
    rows += swept.rows;
    unused.push(...swept.files);
  }
  unused.push(...dropUnused(database, tenant, draft.loose));
  return toApplied(draft, { unused, isSweepLeft: rows >= rowsAtOnce });
}

const needsPosition = ({ type }: Change) =>
  type === 'insert' || type === 'append' || type === 'enqueue';

/** @returns the last position that was given away before. */
function takePositions(database: Database, tenant: string, count: number): number {
  const row =
    count === 0
      ? database.first<Last>('select last from positions where tenant = ?1', tenant)
      : database.first<Last>(
          `insert into positions (tenant, last) values (?1, ?2)
           on conflict (tenant) do update set last = last + ?2 returning last`,
          tenant,
          count,
        );
  return (row?.last ?? count) - count;
}

interface Last {
  readonly last: number;
}

function findNeeds({ database, tenant, changes, files }: Draft): readonly Piece[] {
  const needs = new Map<string, Piece>();
  for (const change of changes) {
    for (const piece of ('pieces' in change && change.pieces) || []) {
      const isMissing = !files.has(piece.hash) && !isPieceThere(database, tenant, piece.hash);
      if (isMissing && isLarge(piece)) needs.set(piece.hash, piece);
    }
  }
  return [...needs.values()];
}

/** @returns whether its condition held. */
function apply(draft: Draft, change: Change): boolean {
  switch (change.type) {
    case 'insert':
      return insertRecord(draft, change);
    case 'update':
      return updateRecord(draft, change);
    case 'delete':
      return removeRecord(draft, change);
    case 'release':
      return releaseRecord(draft, change);
    case 'append':
      return append(draft, change);
    case 'dropEvents':
      return dropEvents(draft, change);
    case 'enqueue':
      return enqueue(draft, change);
  }
}

function append(draft: Draft, { log, first, last, events }: ChangeOf<'append'>): boolean {
  const { database, tenant } = draft;
  draft.position += 1;
  database.run(
    `insert into logs (tenant, log, last, position, first, events)
     values (?1, ?2, ?3, ?4, ?5, ?6)`,
    tenant,
    log,
    last,
    draft.position,
    first,
    toKept(events),
  );
  noteOwned(database, tenant, log);
  draft.touched.add(log);
  return true;
}

function dropEvents(draft: Draft, { log }: ChangeOf<'dropEvents'>): boolean {
  markLog(draft.database, draft.tenant, log, draft.position);
  draft.marked.add(log);
  draft.touched.add(log);
  return true;
}

function enqueue(draft: Draft, { topic, id }: ChangeOf<'enqueue'>): boolean {
  draft.position += 1;
  draft.database.run(
    `insert into work (tenant, topic, id, position, due_at, attempts)
     values (?1, ?2, ?3, ?4, ?5, 0)`,
    draft.tenant,
    topic,
    id,
    draft.position,
    Date.now(),
  );
  draft.topics.add(topic);
  return true;
}
