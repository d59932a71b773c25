/** The part of JSON Schema that `sampleFromSchema` reads. */
export interface SampleSchema {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly SampleSchema[];
  properties?: Readonly<Record<string, SampleSchema>>;
  items?: SampleSchema;
}

/**
 * A value that fits a JSON schema, always the same: the first of an `enum`, every property of an
 * object, one item of an array, a property's name as its text. References and limits are not
 * followed.
 */
export function sampleFromSchema(schema: SampleSchema, name = 'value'): unknown {
  // `true` and `false` are schemas too.
  if (typeof schema !== 'object' || schema === null) return name;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = schema.anyOf ?? [];
  if (choice !== undefined) return sampleFromSchema(choice, name);
  switch (typeof schema.type === 'object' ? schema.type[0] : schema.type) {
    case 'string':
      return name;
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return schema.items === undefined ? [] : [sampleFromSchema(schema.items, name)];
    default:
      return sampleObject(schema.properties ?? {});
  }
}

function sampleObject(properties: Readonly<Record<string, SampleSchema>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, sampleFromSchema(schema, name)]),
  );
}
