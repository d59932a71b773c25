/**
 * The elements of a JSON array as they are written: what a parser makes of them would hide a changed
 * number, key order or spelling.
 * @param text of a JSON array.
 */
export function elementTexts(text: string): string[] {
  return splitTop(text.slice(1, -1));
}

/** One member of a JSON object as it is written. */
export function memberText(text: string, name: string): string | undefined {
  const key = `${JSON.stringify(name)}:`;
  const member = splitTop(text.trim().slice(1, -1)).find((each) => each.startsWith(key));
  return member?.slice(key.length).trim();
}

/** Splits at the commas that stand in no string, object or array. */
function splitTop(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]},]/g)) {
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (token !== ',' || depth > 0) continue;
    parts.push(text.slice(start, index).trim());
    start = index + 1;
  }
  const last = text.slice(start).trim();
  return last === '' ? parts : [...parts, last];
}
