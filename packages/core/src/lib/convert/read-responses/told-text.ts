/** A text of an item, across its parts, as far as it has been told. */
export interface ToldText {
  /** By deltas, or where a part ended. */
  told: string;
  /** What upstream called whole, part after part. */
  whole: string;
}

export function noText(): ToldText {
  return { told: '', whole: '' };
}

/** A delta, which is told as it comes. */
export function addTold(text: ToldText, delta: string): void {
  text.told += delta;
}

/**
 * A part is whole. Some upstreams send few deltas, or none.
 *
 * Compared is the text of the whole item, since some count a part for every token; and what differs
 * from what was told stays as it was told.
 * @returns what is still to tell.
 */
export function completeTold(text: ToldText, part: string): string {
  text.whole += part;
  if (!text.whole.startsWith(text.told)) return '';
  const rest = text.whole.slice(text.told.length);
  text.told = text.whole;
  return rest;
}

/** The item is whole: its parts come once more. */
export function restartTold(text: ToldText): void {
  text.whole = '';
}
