import type { Content, RecordKey } from '@gw/state';
import { type ChangeOf, type Draft, keyOf, letGo, touch } from './draft.ts';
import { markFamily, noteBranches } from './family.ts';
import { type PieceUser, usePiece } from './pieces.ts';
import { getRecord } from './read-records.ts';
import { fromReferences, toReferences } from './record-row.ts';
import { toKept } from './text.ts';

/** @returns whether its condition held. */
export function insertRecord(draft: Draft, change: ChangeOf<'insert'>): boolean {
  const { database } = draft;
  const key = keyOf(draft, change);
  if (getRecord(database, key)) return false;
  // It may have been deleted with its owner, and be on disk still.
  removeRow(draft, key);
  draft.position += 1;
  const { position } = draft;
  database.run(
    `insert into records (tenant, id, kind, owner, position, created_at, version, epoch, label, pieces, body)
     values (?1, ?2, ?3, ?4, ?5, ?6, 1, 0, ?7, ?8, ?9)`,
    ...valuesOf(key),
    position,
    change.createdAt,
    toLabel(change),
    fromReferences(change.pieces ?? []),
    toKept(change.body),
  );
  refer(draft, { ...key, position }, change);
  noteBranches(database, key);
  touch(draft, key);
  return true;
}

/** @returns whether its condition held. */
export function updateRecord(draft: Draft, change: ChangeOf<'update'>): boolean {
  const { database } = draft;
  const key = keyOf(draft, change);
  const before = getRecord(database, key);
  if (!before || (change.version ?? before.version) !== before.version) return false;
  letGo(draft, before.position, before.pieces);
  database.run(
    `update records set version = version + 1, label = coalesce(?5, label), pieces = ?6, body = ?7
     where tenant = ?1 and id = ?2 and kind = ?3 and owner = ?4`,
    ...valuesOf(key),
    toLabel(change),
    fromReferences(change.pieces ?? []),
    toKept(change.body),
  );
  refer(draft, before, change);
  touch(draft, key);
  return true;
}

/** @returns whether its condition held. */
export function releaseRecord(draft: Draft, change: ChangeOf<'release'>): boolean {
  const key = keyOf(draft, change);
  if (getRecord(draft.database, key)?.epoch !== change.epoch) return false;
  const changed = draft.database.run(
    `update records set holder = null, held_until = null
     where tenant = ?1 and id = ?2 and kind = ?3 and owner = ?4 and held_until is not null`,
    ...valuesOf(key),
  );
  touch(draft, key);
  return changed > 0;
}

/** @returns whether its condition held. */
export function removeRecord(draft: Draft, change: ChangeOf<'delete'>): boolean {
  const { database } = draft;
  const key = keyOf(draft, change);
  if (!getRecord(database, key)) return true;
  removeRow(draft, key);
  const marked = markFamily(database, key, draft.position);
  for (const id of marked) draft.marked.add(id);
  if (marked.length > 0) draft.isFamilyGone = true;
  touch(draft, key);
  return true;
}

function removeRow(draft: Draft, key: RecordKey): void {
  const gone = draft.database.first<{ position: number; pieces: string | null }>(
    `delete from records where tenant = ?1 and id = ?2 and kind = ?3 and owner = ?4
     returning position, pieces`,
    ...valuesOf(key),
  );
  if (gone) letGo(draft, gone.position, toReferences(gone.pieces));
}

function refer({ database, files }: Draft, user: PieceUser, { pieces = [] }: Content): void {
  for (const piece of pieces) usePiece(database, user, piece, files.get(piece.hash));
}

function valuesOf({ tenant, id, kind, owner }: RecordKey) {
  return [tenant, id, kind, owner] as const;
}

function toLabel({ label }: Content) {
  return label === undefined ? null : toKept(label);
}
