/** Words with the white space in front of them: `'You wrote: hi'` → `['You', ' wrote:', ' hi']`. */
export function splitTokens(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** How many tokens a value costs: the words of its text, or of its JSON. */
export function countTokens(value: unknown): number {
  if (value == null) return 0;
  return splitTokens(typeof value === 'string' ? value : JSON.stringify(value)).length;
}
