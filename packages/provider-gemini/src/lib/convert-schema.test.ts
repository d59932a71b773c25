import { describe, expect, test } from 'vitest';
import { toGeminiSchema } from './convert-schema.ts';

test('an object with everything that the subset knows', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    title: 'City',
    properties: {
      name: { type: 'string', description: 'n', minLength: 1, maxLength: 9, pattern: '^a' },
      count: { type: 'integer', minimum: 1, maximum: 5, format: 'int64' },
      tags: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        maxItems: 3,
        uniqueItems: true,
      },
      at: { type: 'string', format: 'date-time', default: 'now' },
      mail: { type: 'string', format: 'email' },
      flag: { type: 'boolean' },
    },
    required: ['name', 'nowhere'],
    additionalProperties: false,
  };
  expect(toGeminiSchema(schema)).toEqual({
    type: 'OBJECT',
    title: 'City',
    properties: {
      name: { type: 'STRING', description: 'n', minLength: 1, maxLength: 9, pattern: '^a' },
      count: { type: 'INTEGER', minimum: 1, maximum: 5, format: 'int64' },
      tags: { type: 'ARRAY', items: { type: 'STRING' }, minItems: 1, maxItems: 3 },
      at: { type: 'STRING', format: 'date-time' },
      mail: { type: 'STRING' },
      flag: { type: 'BOOLEAN' },
    },
    propertyOrdering: ['name', 'count', 'tags', 'at', 'mail', 'flag'],
    required: ['name'],
  });
});

describe('null', () => {
  const nullableText = { type: 'STRING', nullable: true };
  test.each([
    [{ type: ['string', 'null'] }],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [{ oneOf: [{ type: 'null' }, { type: 'string' }] }],
    [{ anyOf: [{ const: null }, { type: 'string' }] }],
  ])('%j is a nullable text', (schema) => {
    expect(toGeminiSchema(schema)).toEqual(nullableText);
  });

  test('beside several types it makes them nullable together', () => {
    expect(toGeminiSchema({ type: ['string', 'number', 'null'], description: 'd' })).toEqual({
      description: 'd',
      nullable: true,
      anyOf: [
        { type: 'STRING', description: 'd' },
        { type: 'NUMBER', description: 'd' },
      ],
    });
  });
});

describe('choices', () => {
  test.each([
    [{ const: 'a' }, { type: 'STRING', format: 'enum', enum: ['a'] }],
    [
      { type: 'string', enum: ['a', '', 'b'] },
      { type: 'STRING', format: 'enum', enum: ['a', 'b'] },
    ],
    [{ enum: ['a', null] }, { type: 'STRING', nullable: true, format: 'enum', enum: ['a'] }],
    [
      { type: 'integer', enum: [1, 2] },
      { type: 'INTEGER', format: 'enum', enum: ['1', '2'] },
    ],
    [{ const: 3.5 }, { type: 'NUMBER', minimum: 3.5, maximum: 3.5 }],
    [{ const: true }, { type: 'BOOLEAN' }],
    [{ enum: ['a', 1] }, {}],
  ])('%j', (schema, expected) => {
    expect(toGeminiSchema(schema)).toEqual(expected);
  });
});

describe('references', () => {
  test('are written out, with what stands beside them', () => {
    const schema = {
      type: 'object',
      properties: {
        home: { $ref: '#/$defs/city', description: 'where' },
        old: { $ref: '#/definitions/a~1b' },
      },
      $defs: { city: { type: 'string' } },
      definitions: { 'a/b': { type: 'boolean' } },
    };
    expect(toGeminiSchema(schema)).toMatchObject({
      properties: { home: { type: 'STRING', description: 'where' }, old: { type: 'BOOLEAN' } },
    });
  });

  test('that lead back into themselves end there', () => {
    const schema = {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          type: 'object',
          properties: {
            next: { $ref: '#/$defs/node', description: 'more' },
            value: { type: 'number' },
          },
        },
      },
    };
    expect(toGeminiSchema(schema)).toEqual({
      type: 'OBJECT',
      properties: { next: { description: 'more' }, value: { type: 'NUMBER' } },
      propertyOrdering: ['next', 'value'],
    });
  });

  test('that name more than anybody could write are cut, soon', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 60 }, (_, level) => {
        const next = { $ref: `#/$defs/d${level + 1}` };
        return [`d${level}`, { type: 'object', properties: { a: next, b: next } }];
      }),
    );
    const text = JSON.stringify(toGeminiSchema({ $ref: '#/$defs/d0', $defs }));
    expect(text.length).toBeLessThan(2_000_000);
  });

  test('that lead into each other end, and so do those that double', () => {
    const a = { $ref: '#/$defs/a' };
    const b = { $ref: '#/$defs/b' };
    const $defs = { a: { allOf: [b, b], title: 't' }, b: { allOf: [a, a] } };
    expect(toGeminiSchema({ ...a, $defs })).toEqual({ title: 't' });
    const doubling = Object.fromEntries(
      Array.from({ length: 60 }, (_, level) => {
        const next = { $ref: `#/$defs/d${level + 1}` };
        return [`d${level}`, { allOf: [next, next] }];
      }),
    );
    expect(toGeminiSchema({ $ref: '#/$defs/d0', $defs: doubling })).toEqual({});
  });

  test.each(['#/nowhere', 'https://example.com/schema', '#/%E0%A4%A'])(
    'to "%s" say nothing',
    ($ref) => {
      expect(toGeminiSchema({ $ref })).toEqual({});
    },
  );
});

describe('combinations', () => {
  test('all of several are one', () => {
    const schema = {
      allOf: [
        { $ref: '#/$defs/a' },
        { type: 'object', properties: { y: { type: 'number' } }, required: ['y'] },
      ],
      description: 'both',
      $defs: { a: { type: 'object', properties: { x: { type: 'string' } }, required: ['x'] } },
    };
    expect(toGeminiSchema(schema)).toEqual({
      type: 'OBJECT',
      description: 'both',
      properties: { x: { type: 'STRING' }, y: { type: 'NUMBER' } },
      propertyOrdering: ['x', 'y'],
      required: ['x', 'y'],
    });
  });

  test('all of something that holds itself ends', () => {
    const schema = {
      $ref: '#/$defs/a',
      $defs: { a: { allOf: [{ $ref: '#/$defs/a' }], title: 't' } },
    };
    expect(toGeminiSchema(schema)).toEqual({ title: 't' });
  });

  test('one of several is any of them, what stands beside them in each', () => {
    const schema = {
      oneOf: [{ type: 'string' }, { type: 'integer' }],
      minimum: 2,
      description: 'd',
    };
    expect(toGeminiSchema(schema)).toEqual({
      description: 'd',
      anyOf: [{ type: 'STRING' }, { type: 'INTEGER', minimum: 2 }],
    });
  });
});

describe('what must be said and what cannot be said', () => {
  test.each([
    [{ type: 'array' }, { type: 'ARRAY', items: { type: 'STRING' } }],
    [
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
      { type: 'ARRAY', items: { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }] } },
    ],
    [{ type: 'object', additionalProperties: { type: 'string' } }, { type: 'OBJECT' }],
    [
      { properties: { a: true, b: false } },
      { type: 'OBJECT', properties: { a: {} }, propertyOrdering: ['a'] },
    ],
    [
      { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 9 },
      { type: 'INTEGER', minimum: 2, maximum: 8 },
    ],
    [
      { type: 'number', exclusiveMinimum: 1, multipleOf: 2 },
      { type: 'NUMBER', minimum: 1 },
    ],
    [{ not: { type: 'string' }, dependentRequired: { a: ['b'] } }, {}],
    [true, {}],
    [null, {}],
  ])('%j', (schema, expected) => {
    expect(toGeminiSchema(schema)).toEqual(expected);
  });
});
