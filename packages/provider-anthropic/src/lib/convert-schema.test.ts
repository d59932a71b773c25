import { describe, expect, it } from 'vitest';
import { convertSchema } from './convert-schema.ts';

describe('a schema', () => {
  it('that can be enforced stays as it is, its objects closed', () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string', description: 'Who', pattern: '^[A-Z]' },
        when: { type: 'string', format: 'date' },
        tags: { type: 'array', items: { $ref: '#/$defs/tag' }, minItems: 1 },
        kind: { anyOf: [{ type: 'null' }, { type: 'string', enum: ['a'] }] },
      },
      required: ['name'],
      additionalProperties: false,
      $defs: { tag: { type: 'string' } },
    };
    expect(convertSchema(schema)).toEqual(schema);
    const { additionalProperties: _, ...open } = schema;
    expect(convertSchema(open)).toEqual(schema);
  });

  it('tells the model in words what cannot be enforced, at every depth', () => {
    expect(
      convertSchema({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: {
          age: { type: 'integer', description: 'In years', minimum: 0, maximum: 150 },
          word: { type: 'string', pattern: '\\bx', format: 'regex' },
          list: { type: 'array', minItems: 2, items: { type: 'object', properties: {} } },
        },
        additionalProperties: { type: 'string' },
      }),
    ).toEqual({
      type: 'object',
      properties: {
        age: {
          type: 'integer',
          description: 'In years\n\nIt must also match {"minimum":0,"maximum":150}',
        },
        word: {
          type: 'string',
          description: 'It must also match {"pattern":"\\\\bx","format":"regex"}',
        },
        list: {
          type: 'array',
          items: { type: 'object', properties: {}, additionalProperties: false },
          description: 'It must also match {"minItems":2}',
        },
      },
      additionalProperties: false,
    });
  });

  it('has one of several in the one way that there is', () => {
    expect(convertSchema({ oneOf: [{ type: 'string', maxLength: 1 }, true] })).toEqual({
      anyOf: [{ type: 'string', description: 'It must also match {"maxLength":1}' }, true],
    });
  });
});
