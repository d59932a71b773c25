import { membersOf } from './own-items.ts';

/** A stored item as a client sees it that did not ask for more: opaque reasoning only where it is included. */
export function showItem(item: unknown, include: readonly string[]): unknown {
  const { encrypted_content: opaque, ...rest } = membersOf(item);
  const hides = rest.type === 'reasoning' && opaque !== undefined;
  return hides && !include.includes('reasoning.encrypted_content') ? rest : item;
}
