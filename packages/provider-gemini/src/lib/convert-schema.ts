import { isMembers, type Members, objectsIn, textOf } from '@gw/provider-utils';
import type { Schema } from './gemini-api.ts';
import { type MergeScope, mergeAllOf } from './merge-all-of.ts';
import { toPlainSchema } from './plain-schema.ts';
import { resolveReference } from './resolve-reference.ts';

/** Where a schema stands. */
interface Scope extends MergeScope {
  readonly depth: number;
}

/** References can name more than anybody wrote. */
const limits = { depth: 64, schemas: 10_000 };

/**
 * JSON Schema as Google's subset of OpenAPI, for models that know nothing else. What the subset
 * cannot say is left out, never refused: the schema then promises less.
 *
 * - `$ref` is written out; where it leads back into itself, anything goes
 * - `type` lists, `const: null` and `null` branches become `nullable`; other lists `anyOf`
 * - `oneOf` becomes `anyOf`, `allOf` is merged
 * - `const` becomes an `enum` of one, for numbers `minimum` and `maximum`
 * - `prefixItems` become one `items`; a list without `items` is one of strings, since they must be said
 * - `exclusiveMinimum` and `exclusiveMaximum` become inclusive, for integers exactly
 * - `required` names only what `properties` have; the order of properties is kept
 * - `additionalProperties`, `patternProperties`, `not`, `if`, `uniqueItems`, `multipleOf`, unknown
 *   formats, `default`, `examples` and all the rest are left out
 * @see https://ai.google.dev/api/caching#Schema
 */
export function toGeminiSchema(schema: unknown): Schema {
  const root = isMembers(schema) ? schema : {};
  return convert(schema, { root, open: [], depth: 0, budget: { left: limits.schemas } });
}

function convert(schema: unknown, outer: Scope): Schema {
  const scope = { ...outer, depth: outer.depth + 1 };
  // `true`, and whatever else says nothing.
  if (!isMembers(schema) || scope.depth > limits.depth || scope.budget.left-- <= 0) return {};
  const { $ref: reference } = schema;
  if (typeof reference === 'string') return convertReference(schema, reference, scope);
  if (Array.isArray(schema.allOf)) return convert(mergeAllOf(schema, scope), scope);
  const types = typesOf(schema);
  const named = types.filter((type) => type !== 'null');
  const nullable = types.includes('null') ? { nullable: true } : {};
  if (named.length > 1) {
    const { type: _, ...rest } = schema;
    const anyOf = named.map((type) => convert({ ...rest, type }, scope));
    return { ...wordsOf(schema), ...nullable, anyOf };
  }
  const branches = branchesOf(schema);
  if (branches) return withBranches(schema, branches, nullable, scope);
  return {
    ...wordsOf(schema),
    ...nullable,
    ...toPlainSchema(schema, named[0], (inner) => convert(inner, scope)),
  };
}

/** Members beside a reference add to what it says. */
function convertReference(schema: Members, reference: string, scope: Scope): Schema {
  const { root, open } = scope;
  const { $ref: _, ...beside } = schema;
  const target = resolveReference(root, reference);
  if (target === undefined || open.includes(reference)) return wordsOf(beside);
  return convert({ ...target, ...beside }, { ...scope, open: [...open, reference] });
}

function wordsOf({ title, description }: Members): Schema {
  return {
    ...(textOf(title) !== '' && { title: textOf(title) }),
    ...(textOf(description) !== '' && { description: textOf(description) }),
  };
}

function typesOf(schema: Members): string[] {
  const { type } = schema;
  if (Array.isArray(type)) return type.filter((name) => typeof name === 'string');
  if (typeof type === 'string') return [type.toLowerCase()];
  if (isMembers(schema.properties)) return ['object'];
  return 'items' in schema || 'prefixItems' in schema ? ['array'] : [];
}

function branchesOf({ anyOf, oneOf }: Members): Members[] | undefined {
  const branches = objectsIn(Array.isArray(anyOf) ? anyOf : oneOf);
  return branches.length > 0 ? branches : undefined;
}

/** What stands beside the branches holds in each of them. */
function withBranches(
  schema: Members,
  branches: readonly Members[],
  nullable: Schema,
  scope: Scope,
): Schema {
  const { anyOf: _, oneOf: __, title: ___, description: ____, ...beside } = schema;
  const others = branches.filter((branch) => branch.type !== 'null' && branch.const !== null);
  const mayBeNull = others.length < branches.length ? { nullable: true } : nullable;
  const [only, ...more] = others;
  if (only && more.length === 0) {
    return { ...convert({ ...beside, ...only }, scope), ...wordsOf(schema), ...mayBeNull };
  }
  const anyOf = others.map((branch) => convert({ ...beside, ...branch }, scope));
  return { ...wordsOf(schema), ...mayBeNull, ...(anyOf.length > 0 && { anyOf }) };
}
