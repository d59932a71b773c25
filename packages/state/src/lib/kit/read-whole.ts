import type { StoredRecord } from '../store/state-store.ts';
import { putPiecesBack } from './pieces.ts';
import type { Held } from './tenant-store.ts';

/**
 * A record with its pieces put back. Somebody may change or delete it after it was read and before
 * its pieces are: then it is read again.
 * @param first the record, where it has been read already.
 */
export async function readWhole<T>(
  read: () => Promise<StoredRecord | undefined>,
  readPiece: (hash: string) => Promise<string | undefined>,
  first?: StoredRecord,
): Promise<Held<T> | undefined> {
  let record = first ?? (await read());
  for (let attempt = 0; record && attempt < maxAttempts; attempt++) {
    const texts = await readPieces(record, readPiece);
    if (texts) {
      return toHeld(
        record,
        putPiecesBack(record.body, record.pieces, (hash) => texts.get(hash) ?? ''),
      );
    }
    record = await read();
  }
  if (record) throw new Error(`The store has lost a piece of ${record.kind} ${record.id}.`);
  return undefined;
}

const maxAttempts = 3;

/** What several records of a page have in common is read once. */
export function rememberPieces(
  readPiece: (hash: string) => Promise<string | undefined>,
): (hash: string) => Promise<string | undefined> {
  const read = new Map<string, Promise<string | undefined>>();
  return (hash) => {
    const reading = read.get(hash) ?? readPiece(hash);
    read.set(hash, reading);
    return reading;
  };
}

/** @returns nothing where one of them is gone. */
async function readPieces(
  { pieces }: StoredRecord,
  readPiece: (hash: string) => Promise<string | undefined>,
): Promise<ReadonlyMap<string, string> | undefined> {
  const texts = new Map<string, string>();
  for (const hash of new Set(pieces.map((piece) => piece.hash))) {
    const text = await readPiece(hash);
    if (text === undefined) return undefined;
    texts.set(hash, text);
  }
  return texts;
}

function toHeld<T>(record: StoredRecord, text: string): Held<T> {
  const { kind, owner, id, version, epoch, holder, position, createdAt, label } = record;
  let parsed: { readonly value: T } | undefined;
  return {
    ...{ kind, owner, id, text, version, epoch, holder, position, createdAt, label },
    get value() {
      parsed ??= { value: JSON.parse(text) as T };
      return parsed.value;
    },
  };
}
