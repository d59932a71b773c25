import { isMembers, type Members, objectsIn } from '@gw/provider-utils';
import { resolveReference } from './resolve-reference.ts';

/** Where the schemas stand that are merged. */
export interface MergeScope {
  /** What references point into. */
  readonly root: Members;
  /** References that are being written out. */
  readonly open: readonly string[];
  /** How many schemas may still be written. */
  readonly budget: { left: number };
}

const maxOpen = 64;

/**
 * One schema in place of `allOf` and what stands beside it: properties of all, required by any; of
 * other members the last one counts. References among the parts are written out, except those that
 * lead back.
 */
export function mergeAllOf(schema: Members, scope: MergeScope): Members {
  const { allOf, ...beside } = schema;
  const parts = objectsIn(allOf).map((part) => writeOut(part, scope));
  return [...parts, beside].reduce(mergeTwo, {});
}

function writeOut(part: Members, scope: MergeScope): Members {
  const { root, open, budget } = scope;
  if (budget.left-- <= 0 || open.length > maxOpen) return {};
  const { $ref: reference, ...rest } = part;
  if (typeof reference === 'string') {
    const target = open.includes(reference) ? undefined : resolveReference(root, reference);
    return target
      ? writeOut({ ...target, ...rest }, { ...scope, open: [...open, reference] })
      : writeOut(rest, scope);
  }
  return Array.isArray(part.allOf) ? mergeAllOf(part, scope) : part;
}

function mergeTwo(one: Members, other: Members): Members {
  return {
    ...one,
    ...other,
    ...mergedMember(one, other, 'properties', (mine, theirs) =>
      isMembers(mine) && isMembers(theirs) ? { ...mine, ...theirs } : theirs,
    ),
    ...mergedMember(one, other, 'required', (mine, theirs) =>
      Array.isArray(mine) && Array.isArray(theirs) ? [...new Set([...mine, ...theirs])] : theirs,
    ),
  };
}

function mergedMember(
  one: Members,
  other: Members,
  name: string,
  merge: (mine: unknown, theirs: unknown) => unknown,
): Members {
  const isInBoth = one[name] !== undefined && other[name] !== undefined;
  return isInBoth ? { [name]: merge(one[name], other[name]) } : {};
}
