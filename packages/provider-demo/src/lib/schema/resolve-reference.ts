/**
 * What a local reference points at: `#`, `#/$defs/city`. Elsewhere is nowhere: nothing is fetched.
 * @returns undefined where there is nothing.
 * @see https://datatracker.ietf.org/doc/html/rfc6901#section-6
 */
export function resolveReference(root: unknown, reference: string): unknown {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((value, token) => memberOf(value, toName(token)), root);
}

function memberOf(value: unknown, name: string): unknown {
  const isHolder = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isHolder ? (value as Record<string, unknown>)[name] : undefined;
}

/** "~1 to / first, then ~0 to ~"; a reference is a URL, so percent-encoding comes before both. */
function toName(token: string): string {
  return decode(token).replaceAll('~1', '/').replaceAll('~0', '~');
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    // No percent-encoding: it names itself.
    return token;
  }
}
