import type { Change, Guard, Piece, PieceReference, RecordKey } from '@gw/state';
import type { Database } from './database.ts';
import type { PieceFile } from './piece-files.ts';
import { leavePieces } from './pieces.ts';

/** What is to be written. */
export interface Write {
  readonly tenant: string;
  readonly changes: readonly Change[];
  readonly guard: Guard | undefined;
  /** Large pieces that have their file, by hash. */
  readonly files: ReadonlyMap<string, PieceFile>;
}

/** What a write leaves to be done, once it is committed. */
export interface Applied {
  /** Large pieces that need a file first. Where there are any, nothing was written. */
  readonly needs: readonly Piece[];
  /** Ids under which something was written. */
  readonly touched: ReadonlySet<string>;
  /** Whether what somebody owned was deleted: those ids are not in `touched`. */
  readonly isFamilyGone: boolean;
  /** Topics that have new work. */
  readonly topics: ReadonlySet<string>;
  /** Piece files that are to be deleted. */
  readonly unused: readonly string[];
  /** Whether rows are left that are deleted, and not yet gone from disk. */
  readonly isSweepLeft: boolean;
}

/** A write on its way. */
export interface Draft extends Write {
  readonly database: Database;
  /** The last position that is given away. */
  position: number;
  readonly touched: Set<string>;
  readonly topics: Set<string>;
  /** Hashes of pieces that something does not refer to any more. */
  readonly loose: Set<string>;
  /** Ids under which something is deleted, and not yet gone from disk. */
  readonly marked: Set<string>;
  isFamilyGone: boolean;
}

export type ChangeOf<T extends Change['type']> = Extract<Change, { readonly type: T }>;

/** Something does not refer to these pieces any more. */
export function letGo(draft: Draft, position: number, pieces: readonly PieceReference[]): void {
  leavePieces(draft.database, { tenant: draft.tenant, position }, pieces);
  for (const { hash } of pieces) draft.loose.add(hash);
}

export function touch({ touched }: Draft, { id, owner }: RecordKey): void {
  touched.add(id);
  if (owner !== '') touched.add(owner);
}

export function keyOf(
  { tenant }: Draft,
  { kind, owner, id }: Omit<RecordKey, 'tenant'>,
): RecordKey {
  return { tenant, kind, owner, id };
}
