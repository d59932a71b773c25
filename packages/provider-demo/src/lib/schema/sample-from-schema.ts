import { refuse } from '../check-settings.ts';
import { isSchema, type LooseSchema, mergeAll, mergeSchemas } from './merge-schemas.ts';
import { resolveReference } from './resolve-reference.ts';
import { sampleNumber } from './sample-number.ts';
import { sampleString } from './sample-string.ts';

/** Values in one sample. Schemas that refer to themselves could otherwise ask for endless ones. */
const maxValues = 2_000;
/** Items that one `minItems` may ask for. */
const maxItems = 100;

interface Walk {
  readonly root: unknown;
  readonly param: string;
  /** References that are being followed, to notice one that leads back to itself. */
  readonly following: ReadonlySet<unknown>;
  /** Shared by the whole walk. */
  readonly budget: { values: number };
}

/** A reference led back to itself where a value is required: another alternative may end it. */
class EndlessReference extends Error {}

/**
 * A small value that a JSON Schema accepts, always the same: required properties only, the first of
 * an enum, one item in an array. It reads types, `enum`, `const`, local `$ref`, `anyOf`, `oneOf`,
 * `allOf` and the usual bounds; not `not`, `if`, `patternProperties` or `uniqueItems`.
 * @throws {GatewayError} 400 blaming `param` for a schema that only endless or huge values meet.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 */
export function sampleFromSchema(schema: unknown, { param }: { readonly param: string }): unknown {
  const walk: Walk = { root: schema, param, following: new Set(), budget: { values: maxValues } };
  try {
    return sample(schema, 'demo', walk);
  } catch (error) {
    if (!(error instanceof EndlessReference)) throw error;
    throw refuse(param, `No finite value meets the schema in "${param}".`);
  }
}

/** @param hint the property's name, which makes a better text than none. */
function sample(schema: unknown, hint: string, walk: Walk): unknown {
  if (walk.budget.values-- <= 0)
    throw refuse(walk.param, 'The demo model fills no schema so large.');
  if (!isSchema(schema)) return hint;
  if (typeof schema.$ref === 'string') return sampleReference(schema, schema.$ref, hint, walk);
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  if (Array.isArray(schema.allOf))
    return sample(mergeAll(schema, schema.allOf, walk.root), hint, walk);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(alternatives)) return sampleFirst(schema, alternatives, hint, walk);
  return sampleType(schema, hint, walk);
}

function sampleReference(schema: LooseSchema, reference: string, hint: string, walk: Walk) {
  const target = resolveReference(walk.root, reference);
  if (walk.following.has(target)) throw new EndlessReference();
  const { $ref: _, ...beside } = schema;
  const following = new Set([...walk.following, target]);
  return sample(mergeSchemas(target, beside), hint, { ...walk, following });
}

/** The first alternative that comes to an end. */
function sampleFirst(
  { anyOf: _, oneOf: __, ...common }: LooseSchema,
  alternatives: readonly unknown[],
  hint: string,
  walk: Walk,
): unknown {
  for (const alternative of alternatives) {
    try {
      return sample(mergeSchemas(common, alternative), hint, walk);
    } catch (error) {
      if (!(error instanceof EndlessReference)) throw error;
    }
  }
  throw new EndlessReference();
}

function sampleType(schema: LooseSchema, hint: string, walk: Walk): unknown {
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, walk);
    case 'array':
      return sampleArray(schema, hint, walk);
    case 'integer':
    case 'number':
      return sampleNumber(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleString(schema, hint);
  }
}

function typeOf({ type, properties, items }: LooseSchema): unknown {
  if (Array.isArray(type)) return type.find((each) => each !== 'null') ?? 'null';
  return type ?? (properties ? 'object' : items ? 'array' : 'string');
}

function sampleObject(schema: LooseSchema, walk: Walk): object {
  const { properties, required, additionalProperties } = schema;
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  const known = isSchema(properties) ? properties : {};
  const members = names
    .filter((name) => typeof name === 'string')
    .map((name) => {
      const member = Object.hasOwn(known, name) ? known[name] : additionalProperties;
      return [name, sample(member, name, walk)] as const;
    });
  return Object.fromEntries(members);
}

function sampleArray(schema: LooseSchema, hint: string, walk: Walk): unknown[] {
  const { prefixItems, items, minItems, maxItems: most } = schema;
  const prefix: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
  const least = Math.max(Number(minItems) || 0, prefix.length);
  if (least > maxItems) throw refuse(walk.param, `The demo model fills at most ${maxItems} items.`);
  // One item shows what the items are like, unless none may be there.
  const shown = most === 0 || items === false ? least : Math.max(least, 1);
  try {
    return Array.from({ length: shown }, (_, at) => sample(prefix[at] ?? items, hint, walk));
  } catch (error) {
    if (least > 0 || !(error instanceof EndlessReference)) throw error;
    return [];
  }
}
