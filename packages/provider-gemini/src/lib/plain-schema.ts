import { isMembers, type Members, objectsIn, textOf } from '@gw/provider-utils';
import { toEnum } from './convert-enum.ts';
import type { Schema } from './gemini-api.ts';

type Convert = (schema: unknown) => Schema;

/**
 * A schema of one type, or of none, in Google's words.
 * @param convert for schemas inside of it.
 */
export function toPlainSchema(schema: Members, type: string | undefined, convert: Convert): Schema {
  switch (type) {
    case 'object':
      return { type: 'OBJECT', ...objectMembers(schema, convert) };
    case 'array':
      return { type: 'ARRAY', ...arrayMembers(schema, convert) };
    case 'integer':
    case 'number':
      return { type: type === 'integer' ? 'INTEGER' : 'NUMBER', ...numberMembers(schema, type) };
    case 'boolean':
      return { type: 'BOOLEAN' };
    case 'string':
      return { type: 'STRING', ...stringMembers(schema) };
    default:
      return toEnum(schema) ?? {};
  }
}

function objectMembers(schema: Members, convert: Convert): Schema {
  const entries = Object.entries(isMembers(schema.properties) ? schema.properties : {});
  const known = entries.filter(([, property]) => property !== false);
  const names = known.map(([name]) => name);
  const required = listOf(schema.required).filter((name) => names.includes(name));
  return {
    ...(known.length > 0 && {
      properties: Object.fromEntries(known.map(([name, property]) => [name, convert(property)])),
      propertyOrdering: names,
    }),
    ...(required.length > 0 && { required }),
    ...numbersOf(schema, ['minProperties', 'maxProperties']),
  };
}

function listOf(names: unknown): string[] {
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

function arrayMembers(schema: Members, convert: Convert): Schema {
  const { items, prefixItems } = schema;
  const places = objectsIn(Array.isArray(prefixItems) ? prefixItems : items);
  const limits = numbersOf(schema, ['minItems', 'maxItems']);
  if (places.length > 0) return { ...limits, items: convert({ anyOf: places }) };
  return { ...limits, items: isMembers(items) ? convert(items) : { type: 'STRING' } };
}

function numberMembers(schema: Members, type: 'integer' | 'number'): Schema {
  const chosen = toEnum(schema);
  if (chosen) return chosen;
  const step = type === 'integer' ? 1 : 0;
  const { exclusiveMinimum: above, exclusiveMaximum: below, format } = schema;
  const formats = type === 'integer' ? ['int32', 'int64'] : ['float', 'double'];
  return {
    ...(typeof above === 'number' && { minimum: above + step }),
    ...(typeof below === 'number' && { maximum: below - step }),
    ...numbersOf(schema, ['minimum', 'maximum']),
    ...(formats.includes(textOf(format)) && { format: textOf(format) }),
  };
}

function stringMembers(schema: Members): Schema {
  const chosen = toEnum(schema);
  if (chosen) return chosen;
  const { format, pattern } = schema;
  return {
    ...numbersOf(schema, ['minLength', 'maxLength']),
    ...(textOf(pattern) !== '' && { pattern: textOf(pattern) }),
    // Others are refused.
    ...(format === 'date-time' && { format }),
  };
}

type NumberName =
  | 'minItems'
  | 'maxItems'
  | 'minProperties'
  | 'maxProperties'
  | 'minimum'
  | 'maximum'
  | 'minLength'
  | 'maxLength';

/** Also numbers that keep their digits: whatever is written into JSON as one. */
function numbersOf(schema: Members, names: readonly NumberName[]): Schema {
  const said = names.filter((name) => schema[name] != null);
  return Object.fromEntries(said.map((name) => [name, schema[name]]));
}
