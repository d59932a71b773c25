import type { Piece, PieceReference } from '../store/state-store.ts';
import { closingQuote } from './json-strings.ts';
import { sha256 } from './sha256.ts';

/** Shortest text that is kept by itself, in UTF-16 units. */
export const minPieceLength = 64 * 1024;

/** A body with its large pieces beside it. */
export interface CutText {
  readonly body: string;
  readonly pieces: readonly Piece[];
}

/** What lies between the quotes of a string of the JSON text: `[start, end)`. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts the text of large JSON strings (images, files, long answers) out of a body, as it is written
 * there, escapes included. The body stays a JSON text: `"…"` becomes `""`.
 * @see putPiecesBack
 */
export async function cutPieces(text: string): Promise<CutText> {
  const stretches = findLargeStrings(text);
  if (stretches.length === 0) return { body: text, pieces: [] };
  const kept: string[] = [];
  const pieces: Piece[] = [];
  let copied = 0;
  let at = 0;
  for (const { start, end } of stretches) {
    kept.push(text.slice(copied, start));
    at += start - copied;
    copied = end;
    const piece = text.slice(start, end);
    pieces.push({ at, hash: await sha256(piece), text: piece });
  }
  kept.push(text.slice(copied));
  return { body: kept.join(''), pieces };
}

/** The text that {@link cutPieces} was given. */
export function putPiecesBack(
  body: string,
  pieces: readonly PieceReference[],
  textOf: (hash: string) => string,
): string {
  if (pieces.length === 0) return body;
  const parts: string[] = [];
  let copied = 0;
  for (const { at, hash } of pieces) {
    parts.push(body.slice(copied, at), textOf(hash));
    copied = at;
  }
  parts.push(body.slice(copied));
  return parts.join('');
}

function findLargeStrings(text: string): Stretch[] {
  const found: Stretch[] = [];
  if (text.length < minPieceLength) return found;
  let open = text.indexOf('"');
  while (open >= 0) {
    const close = closingQuote(text, open);
    if (close < 0) return found;
    const stretch = { start: open + 1, end: close };
    if (close - open > minPieceLength && isWhole(text, stretch)) found.push(stretch);
    open = text.indexOf('"', close + 1);
  }
  return found;
}

/** A lone surrogate has no UTF-8: its hash would be another text's too. */
function isWhole(text: string, { start, end }: Stretch): boolean {
  return text.slice(start, end).isWellFormed();
}
