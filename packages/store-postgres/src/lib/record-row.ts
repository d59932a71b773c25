import type { PieceReference, StoredRecord } from '@gw/state';
import { decodeText } from './text-codec.ts';

/** A record as the driver gives it: large integers are texts. */
export interface RecordRow {
  readonly tenant: string;
  readonly kind: string;
  readonly owner: string;
  readonly id: string;
  readonly position: string;
  readonly label: string | null;
  readonly created_at: string;
  readonly version: string;
  readonly epoch: string;
  readonly holder: string | null;
  readonly body: string;
  readonly pieces: string;
}

/** What makes a {@link RecordRow}, of the table or subquery of this name. */
export function columnsOf(records: string): string {
  const plain = ['tenant', 'kind', 'owner', 'id', 'position', 'label', 'created_at', 'version'];
  const columns = [...plain, 'epoch', 'body', 'pieces'].map((name) => `${records}.${name}`);
  const holder = `case when ${records}.held_until > clock_timestamp() then ${records}.holder end`;
  return `${columns.join(', ')}, ${holder} as holder`;
}

export function toRecord(row: RecordRow): StoredRecord {
  return {
    tenant: row.tenant,
    kind: row.kind,
    owner: row.owner,
    id: row.id,
    position: Number(row.position),
    label: row.label === null ? undefined : decodeText(row.label),
    createdAt: Number(row.created_at),
    version: Number(row.version),
    epoch: Number(row.epoch),
    holder: row.holder === null ? undefined : decodeText(row.holder),
    body: decodeText(row.body),
    pieces: toPieces(row.pieces),
  };
}

/** Kept as `[[at, hash], …]`. */
function toPieces(kept: string): readonly PieceReference[] {
  if (kept === '[]') return [];
  const places: [number, string][] = JSON.parse(kept);
  return places.map(([at, hash]) => ({ at, hash }));
}
