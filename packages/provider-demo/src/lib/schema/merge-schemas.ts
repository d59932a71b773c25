import { resolveReference } from './resolve-reference.ts';

/** A JSON Schema as far as the demo reads it. Every member may be anything: clients write it. */
export type LooseSchema = Readonly<Record<string, unknown>>;

export function isSchema(value: unknown): value is LooseSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A schema and all parts of its `allOf` as one. @param root where references are looked up. */
export function mergeAll(
  { allOf: _, ...own }: LooseSchema,
  parts: readonly unknown[],
  root: unknown,
): unknown {
  return parts.reduce<unknown>((merged, part) => {
    const reference = isSchema(part) ? part.$ref : undefined;
    const resolved = typeof reference === 'string' ? resolveReference(root, reference) : part;
    return mergeSchemas(merged, resolved);
  }, own);
}

/** Both at once: the second's keywords over the first's, properties and required names of both. */
export function mergeSchemas(one: unknown, other: unknown): unknown {
  if (!isSchema(one)) return other;
  if (!isSchema(other)) return one;
  const merged: Record<string, unknown> = { ...one, ...other };
  if (isSchema(one.properties) && isSchema(other.properties)) {
    merged.properties = { ...one.properties, ...other.properties };
  }
  if (Array.isArray(one.required) && Array.isArray(other.required)) {
    merged.required = [...new Set([...one.required, ...other.required])];
  }
  return merged;
}
