/** The demo's tokens: each word with the white space before it; joined again they are the text. */
export function splitWords(text: string): string[] {
  return text.match(/\s*\S+|\s+$/gu) ?? [];
}

/** JSON in pieces of about a word: its text has no white space to split at. */
export function splitJson(json: string): string[] {
  return json.match(/[^\s,:]*[\s,:]+|[^\s,:]+/gu) ?? [];
}

export function countWords(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/\S+/gu)) count++;
  return count;
}

const maxQuotedWords = 40;
const maxQuotedCharacters = 300;

/** The beginning of a text in quotes. An echo of any length would stream for hours. */
export function quote(text: string): string {
  const trimmed = text.slice(0, 100 * maxQuotedCharacters).trim();
  const words = splitWords(trimmed).slice(0, maxQuotedWords).join('');
  const start = Array.from(words).slice(0, maxQuotedCharacters).join('');
  return start.length < text.trim().length ? `“${start} …”` : `“${start}”`;
}
