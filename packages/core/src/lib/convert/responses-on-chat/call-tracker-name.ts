/**
 * A name and the next piece of it. Most upstreams send it whole, some in pieces, some again with
 * every piece of the call: the tools that there are tell which it is.
 * @returns `undefined` where the piece is the name of another call.
 */
export function growCallName(
  known: readonly string[],
  name: string,
  piece: string,
): string | undefined {
  if (piece === '' || name === '') return name + piece;
  const isWhole = known.length === 0 || known.includes(name);
  if (piece === name && isWhole) return name;
  const longer = name + piece;
  if (known.some((other) => other.startsWith(longer))) return longer;
  if (piece === name) return name;
  return known.includes(name) ? undefined : longer;
}
