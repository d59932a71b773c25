import type { Piece, PieceReference } from '@gw/state';
import type { Database } from './database.ts';
import type { PieceFile } from './piece-files.ts';
import { fromKept, type KeptText, toKept } from './text.ts';

/** From this size on, in bytes of UTF-8, a piece is kept in a file: written as one row it would block for too long. */
const minFileBytes = 1024 * 1024;

/** Whether a piece brings a text that belongs into a file. */
export function isLarge({ text }: Piece): boolean {
  return text !== undefined && Buffer.byteLength(text) >= minFileBytes;
}

export function isPieceThere(database: Database, tenant: string, hash: string): boolean {
  const sql = 'select 1 as yes from pieces where tenant = ?1 and hash = ?2';
  return database.first(sql, tenant, hash) !== undefined;
}

export type FoundPiece =
  | { readonly text: string; readonly stored?: undefined }
  | { readonly stored: PieceFile; readonly text?: undefined };

/** @returns nothing where no record that is there refers to it. */
export function findPiece(
  database: Database,
  tenant: string,
  hash: string,
): FoundPiece | undefined {
  const row = database.first<{ body: KeptText | null } & PieceFile>(
    `select body, file, bytes, encoding from pieces
     where tenant = ?1 and hash = ?2 and exists (
       select 1 from piece_uses as u left join sweeps as s on s.tenant = u.tenant and s.id = u.owner
       where u.tenant = ?1 and u.hash = ?2 and u.position > coalesce(s.records_until, 0))`,
    tenant,
    hash,
  );
  if (!row) return undefined;
  return row.body === null ? { stored: row } : { text: fromKept(row.body) };
}

/** What refers to a piece. */
export interface PieceUser {
  readonly tenant: string;
  readonly position: number;
  readonly owner: string;
}

/**
 * @param file where its text is, if that is large and new.
 * @throws {Error} where neither the piece nor the store has the text.
 */
export function usePiece(
  database: Database,
  { tenant, position, owner }: PieceUser,
  { hash, text }: Piece,
  file: PieceFile | undefined,
): void {
  if (!isPieceThere(database, tenant, hash)) {
    if (text === undefined) throw new Error(`There is no piece ${hash}, and no text of it.`);
    addPiece(database, tenant, hash, file ?? toKept(text));
  }
  database.run(
    'insert or ignore into piece_uses (tenant, hash, position, owner) values (?1, ?2, ?3, ?4)',
    tenant,
    hash,
    position,
    owner,
  );
}

function addPiece(
  database: Database,
  tenant: string,
  hash: string,
  content: KeptText | PieceFile,
): void {
  const isFile = typeof content === 'object' && 'file' in content;
  database.run(
    `insert into pieces (tenant, hash, file, bytes, encoding, body)
     values (?1, ?2, ?3, ?4, ?5, ?6)`,
    tenant,
    hash,
    isFile ? content.file : null,
    isFile ? content.bytes : null,
    isFile ? content.encoding : null,
    isFile ? null : content,
  );
}

export function leavePieces(
  database: Database,
  { tenant, position }: Pick<PieceUser, 'tenant' | 'position'>,
  pieces: readonly PieceReference[],
): void {
  for (const { hash } of pieces) {
    const sql = 'delete from piece_uses where tenant = ?1 and hash = ?2 and position = ?3';
    database.run(sql, tenant, hash, position);
  }
}

/**
 * Deletes those of the pieces that nothing refers to any more.
 * @returns the files to delete, once that is committed.
 */
export function dropUnused(database: Database, tenant: string, hashes: Iterable<string>): string[] {
  const files: string[] = [];
  for (const hash of hashes) {
    const gone = database.first<{ file: string | null }>(
      `delete from pieces where tenant = ?1 and hash = ?2 and not exists (
         select 1 from piece_uses where tenant = ?1 and hash = ?2)
       returning file`,
      tenant,
      hash,
    );
    if (typeof gone?.file === 'string') files.push(gone.file);
  }
  return files;
}
