import { isMembers, type Members } from '@gw/provider-utils';

/**
 * What a reference inside the schema points at: `#`, `#/$defs/city`. `undefined` for places outside
 * of it, and for those that are not there.
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function resolveReference(root: Members, reference: string): Members | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let place: unknown = root;
  for (const step of reference.slice(2).split('/')) {
    const name = decode(step);
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, name))
      return undefined;
    place = (place as Members)[name];
  }
  return isMembers(place) ? place : undefined;
}

function decode(step: string): string {
  const unescaped = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(unescaped);
  } catch {
    return unescaped;
  }
}
