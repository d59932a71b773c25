import type { Change, Content } from '../store/state-store.ts';
import { cutPieces } from './pieces.ts';
import { isPlainKey, isPlainOwner, toLabelKey } from './store-keys.ts';

type Written<C> = C extends unknown ? Omit<C, 'body' | 'pieces'> & WrittenBody : never;

/** What a record is to hold: a value, or a JSON text that is kept as it is. */
export type WrittenBody =
  | { readonly value: unknown; readonly text?: undefined }
  | { readonly text: string; readonly value?: undefined };

type ContentChange = Extract<Change, Content>;

/** The port's changes, with `value` or `text` in place of a body and its pieces. */
export type ChangeOf = Written<ContentChange> | Exclude<Change, ContentChange>;

/**
 * @returns nothing where a change is about a record that cannot be there.
 * @throws {Error} for a record that could never be found again: a mistake of the caller.
 */
export async function toStoreChanges(
  changes: readonly ChangeOf[],
): Promise<readonly Change[] | undefined> {
  const made: Change[] = [];
  for (const change of changes) {
    if (isPlain(change))
      made.push('text' in change || 'value' in change ? await withBody(change) : change);
    else if (change.type === 'update' || change.type === 'release') return undefined;
    else if (change.type !== 'delete' && change.type !== 'dropEvents')
      throw new Error(`A change of type "${change.type}" has an id that no store can keep.`);
  }
  return made;
}

function isPlain(change: ChangeOf): boolean {
  if ('log' in change) return isPlainKey(change.log);
  return isPlainKey(change.id) && (!('owner' in change) || isPlainOwner(change.owner));
}

async function withBody({
  value,
  text,
  label,
  ...change
}: Written<ContentChange>): Promise<Change> {
  const { body, pieces } = await cutPieces(escapeLoneSurrogates(text ?? JSON.stringify(value)));
  const labelKey = label === undefined ? undefined : await toLabelKey(label);
  return { ...change, body, pieces, label: labelKey };
}

/**
 * No UTF-8 has them, so that a store would lose them. In a JSON text they stand inside strings alone,
 * where the escape says the same.
 */
function escapeLoneSurrogates(text: string): string {
  if (text.isWellFormed()) return text;
  return text.replace(/\p{Surrogate}/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}
