/** The objects of a list that an upstream sent; whatever else is there, or instead of it, is no item. */
export function objectsIn<T>(list: readonly T[] | null | undefined): T[] {
  if (!Array.isArray(list)) return [];
  return list.filter((item) => typeof item === 'object' && item !== null);
}
