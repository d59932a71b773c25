import type { Change, Content, Guard, Piece } from '@gw/state';
import type { Ask } from './database.ts';
import { encodeText } from './text-codec.ts';

type EnqueueChange = Extract<Change, { readonly type: 'enqueue' }>;
type OtherChange = Exclude<Change, EnqueueChange>;

/** Those are done by the queue. */
export function isEnqueue(change: Change): change is EnqueueChange {
  return change.type === 'enqueue';
}

/** What came of a write. */
export interface Written {
  /** False where a condition did not hold. */
  readonly isDone: boolean;
  /** Whether something is gone that is not yet off the disk. */
  readonly leavesRest: boolean;
}

/** @returns writes changes in one round trip. */
export function createWriter(schema: string, removeAtOnce: number) {
  const sql = `select ${schema}.write($1, $2, $3, $4, $5, $6) as result`;
  return async (
    ask: Ask,
    tenant: string,
    changes: readonly OtherChange[],
    guard?: Guard,
  ): Promise<Written> => {
    const { wire, texts } = toWire(changes);
    const values = [
      tenant,
      JSON.stringify(wire),
      texts,
      toWireGuard(guard),
      toLocks(changes, guard),
    ];
    const [row] = await ask<{ readonly result: number }>(sql, [...values, removeAtOnce]);
    return { isDone: row?.result !== 0, leavesRest: row?.result === 2 };
  };
}

/** Changes as objects for `json_to_recordset`, with numbers of texts, from 1, in place of texts. */
function toWire(changes: readonly OtherChange[]) {
  const texts: string[] = [];
  const keep = (text: string) => texts.push(encodeText(text));
  const wire = changes.map((change) => toWireChange(change, keep));
  return { wire, texts };
}

function toWireChange(change: OtherChange, keep: (text: string) => number): object {
  switch (change.type) {
    case 'insert':
      return {
        ...keyOf(change),
        ...contentOf(change, keep),
        type: 'insert',
        created_at: change.createdAt,
      };
    case 'update':
      return {
        ...keyOf(change),
        ...contentOf(change, keep),
        type: 'update',
        version: change.version,
      };
    case 'append': {
      const { type, log, first, last, events } = change;
      return { type, log, first, last, body: keep(events) };
    }
    case 'delete':
      return { type: 'delete', ...keyOf(change) };
    case 'release':
      return { type: 'release', ...keyOf(change), epoch: change.epoch };
    case 'dropEvents':
      return { type: 'dropEvents', log: change.log };
  }
}

function keyOf({ kind, owner, id }: { kind: string; owner: string; id: string }) {
  return { kind, owner, id };
}

function contentOf({ label, body, pieces }: Content, keep: (text: string) => number) {
  return {
    label: label === undefined ? undefined : encodeText(label),
    body: keep(body),
    ...(pieces && pieces.length > 0 && piecesOf(pieces, keep)),
  };
}

/** `places` is what the record keeps, as it stands; `pieces` is what it refers to. */
function piecesOf(pieces: readonly Piece[], keep: (text: string) => number) {
  return {
    places: JSON.stringify(pieces.map(({ at, hash }) => [at, hash])),
    pieces: pieces.map(({ hash, text }) => ({
      hash,
      text: text === undefined ? undefined : keep(text),
    })),
  };
}

function toWireGuard(guard: Guard | undefined): string | undefined {
  return guard && JSON.stringify({ ...keyOf(guard), epoch: guard.epoch });
}

/** What is there and is to be changed, where it is more than one record; none needs no order. */
function toLocks(changes: readonly OtherChange[], guard: Guard | undefined): string | undefined {
  const changed = changes.filter((change) => 'id' in change && change.type !== 'insert');
  const keys = [...changed, ...(guard ? [guard] : [])].map((one) => JSON.stringify(keyOf(one)));
  const distinct = new Set(keys);
  return distinct.size > 1 ? `[${[...distinct].join(',')}]` : undefined;
}
