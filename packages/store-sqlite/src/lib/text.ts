/**
 * Text as SQLite keeps it. A text with a lone surrogate has no UTF-8 and would come back as another
 * one; it is kept as the bytes of its UTF-16.
 */
export type KeptText = string | Uint8Array;

export function toKept(text: string): KeptText {
  return text.isWellFormed() ? text : Buffer.from(text, 'utf16le');
}

export function fromKept(kept: KeptText): string {
  return typeof kept === 'string' ? kept : Buffer.from(kept).toString('utf16le');
}
