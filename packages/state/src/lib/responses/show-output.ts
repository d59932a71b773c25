import { membersOf } from '../kit/members.ts';

/**
 * An item of a stored answer as its client was given it: what was not shown then, opaque reasoning, only
 * where it is included now.
 */
export function showOutput(item: unknown, include: readonly string[]): unknown {
  const { encrypted_content: opaque, ...rest } = membersOf(item);
  const hides = rest.type === 'reasoning' && opaque !== undefined;
  return hides && !include.includes('reasoning.encrypted_content') ? rest : item;
}
