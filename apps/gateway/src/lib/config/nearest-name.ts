/** The known name that `name` is most likely a typo of: `baseURL` → `baseUrl`. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const given = name.slice(0, 64).toLowerCase();
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: countEdits(given, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((one, other) => one.edits - other.edits);
  return nearest?.candidate;
}

/** `; did you mean "baseUrl"?`, or nothing. */
export function suggest(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

/** Letters to insert, delete or replace to make one word the other (Levenshtein). */
function countEdits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of Array.from(one).entries()) {
    const next = [at + 1];
    for (const [column, wanted] of Array.from(other).entries()) {
      const replaced = (row[column] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
