import type { Piece, PieceReference } from '../state-store.ts';
import { joinKey } from './join-key.ts';

/** The pieces of all tenants, each kept as long as something refers to it. */
export interface Pieces {
  /**
   * @returns takes it back.
   * @throws {Error} where neither the piece nor the store has the text; then nothing was changed.
   */
  refer(tenant: string, piece: Piece): () => void;
  /** @returns takes it back. */
  release(tenant: string, piece: PieceReference): () => void;
  read(tenant: string, hash: string): string | undefined;
}

interface Kept {
  readonly text: string;
  readonly references: number;
}

export function createPieces(): Pieces {
  const pieces = new Map<string, Kept>();

  function put(key: string, kept: Kept | undefined): () => void {
    const before = pieces.get(key);
    if (kept && kept.references > 0) pieces.set(key, kept);
    else pieces.delete(key);
    return () => put(key, before);
  }

  return {
    refer(tenant, { hash, text: given }) {
      const key = joinKey(tenant, hash);
      const kept = pieces.get(key);
      const text = kept?.text ?? given;
      if (text === undefined) throw new Error(`There is no piece ${hash}, and no text of it.`);
      return put(key, { text, references: (kept?.references ?? 0) + 1 });
    },
    release(tenant, { hash }) {
      const key = joinKey(tenant, hash);
      const kept = pieces.get(key);
      return put(key, kept && { ...kept, references: kept.references - 1 });
    },
    read: (tenant, hash) => pieces.get(joinKey(tenant, hash))?.text,
  };
}
