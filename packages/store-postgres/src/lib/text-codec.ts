const mark = '\u0001';

/**
 * A text as PostgreSQL can keep it: it has neither NUL nor lone surrogates. Texts with these are
 * written as JSON, which escapes them, behind a mark; so are those that begin with the mark.
 */
export function encodeText(text: string): string {
  const isPlain = !text.startsWith(mark) && !text.includes('\0') && text.isWellFormed();
  return isPlain ? text : mark + JSON.stringify(text);
}

/** The text that {@link encodeText} was given. */
export function decodeText(kept: string): string {
  return kept.startsWith(mark) ? JSON.parse(kept.slice(mark.length)) : kept;
}
