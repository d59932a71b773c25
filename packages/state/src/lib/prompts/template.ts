/** A stretch of a template: text as it stands, or a place for a variable's value. */
export type Segment =
  | { readonly text: string; readonly variable?: undefined }
  | { readonly variable: string; readonly text?: undefined };

const name = String.raw`[\p{L}\p{M}\p{N}_.-]+`;
const place = new RegExp(String.raw`\{\{\s*(${name})\s*\}\}`, 'gu');
const wholeName = new RegExp(`^${name}$`, 'u');

/**
 * Cuts a template at its places: `"Hi {{name}}!"` → `Hi `, `name`, `!`.
 *
 * A place is `{{name}}`, with whitespace around the name if one likes. A name is letters and digits of
 * any script, `_`, `-` and `.`; it is one word without inner structure, `user.name` too.
 *
 * Whatever else has braces is text and stays as it is: `{{`, `{{}}`, `{{ two words }}`, `{{#if}}`,
 * `{ {name} }`. Prompts are full of JSON, code and other languages of templates, and no reading of those
 * would be right for all. Who wants to be told of a misspelt place names the `variables`: a name that can
 * be no place is refused there. Of more than two braces the inner ones count: `{{{name}}}` is the value
 * in braces, as JSON needs it.
 *
 * There is no escape. Text that looks like a place comes in as the value of a variable, since values are
 * never looked through for places.
 */
export function parseTemplate(template: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of template.matchAll(place)) {
    if (match.index > end) segments.push({ text: template.slice(end, match.index) });
    segments.push({ variable: match[1] as string });
    end = match.index + match[0].length;
  }
  if (end < template.length) segments.push({ text: template.slice(end) });
  return segments;
}

/** The names of its places, each once, in order of their first use. */
export function variablesIn(template: string): string[] {
  const names = parseTemplate(template).flatMap(({ variable }) => variable ?? []);
  return [...new Set(names)];
}

/** Whether a place can have this name. */
export function isVariableName(text: string): boolean {
  return wholeName.test(text);
}
