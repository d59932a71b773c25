import type { PieceReference, StoredRecord } from '@gw/state';
import { fromKept, type KeptText } from './text.ts';

/** What {@link toRecord} needs of a row of `records`. */
export const recordColumns =
  'tenant, kind, owner, id, position, label, created_at, version, epoch, holder, held_until, pieces, body';

export interface RecordRow {
  readonly tenant: string;
  readonly kind: string;
  readonly owner: string;
  readonly id: string;
  readonly position: number;
  readonly label: KeptText | null;
  readonly created_at: number;
  readonly version: number;
  readonly epoch: number;
  readonly holder: string | null;
  readonly held_until: number | null;
  readonly pieces: string | null;
  readonly body: KeptText;
}

export function toRecord(row: RecordRow): StoredRecord {
  const isHeld = row.held_until !== null && row.held_until > Date.now();
  return {
    tenant: row.tenant,
    kind: row.kind,
    owner: row.owner,
    id: row.id,
    position: row.position,
    label: row.label === null ? undefined : fromKept(row.label),
    createdAt: row.created_at,
    version: row.version,
    epoch: row.epoch,
    holder: isHeld ? (row.holder ?? undefined) : undefined,
    body: fromKept(row.body),
    pieces: toReferences(row.pieces),
  };
}

/** Of the `pieces` of a row, which are `[[at, hash], …]`. */
export function toReferences(pieces: string | null): readonly PieceReference[] {
  if (pieces === null) return [];
  const pairs = JSON.parse(pieces) as readonly (readonly [number, string])[];
  return pairs.map(([at, hash]) => ({ at, hash }));
}

export function fromReferences(pieces: readonly PieceReference[]): string | null {
  return pieces.length === 0 ? null : JSON.stringify(pieces.map(({ at, hash }) => [at, hash]));
}
