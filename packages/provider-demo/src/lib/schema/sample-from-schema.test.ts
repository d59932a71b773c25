import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleFromSchema } from './sample-from-schema.ts';

const sample = (schema: unknown) => sampleFromSchema(schema, { param: 'p' });

describe('a sample', () => {
  it.each<[schema: object, expected: unknown]>([
    [{}, 'demo'],
    [{ type: 'string' }, 'demo'],
    [{ type: ['null', 'string'] }, 'demo'],
    [{ type: 'null' }, null],
    [{ type: 'boolean' }, true],
    [{ enum: ['C', 'F'] }, 'C'],
    [{ const: 42 }, 42],
    [{ type: 'string', format: 'date' }, '2026-01-01'],
    [{ type: 'string', minLength: 6, maxLength: 8 }, 'demo--'],
    [{ type: 'string', maxLength: 2 }, 'de'],
    [{ type: 'string', pattern: '^[A-Z]{3}$' }, 'ABC'],
    [{ type: 'integer' }, 1],
    [{ type: 'integer', minimum: 3 }, 3],
    [{ type: 'integer', exclusiveMinimum: 1 }, 2],
    [{ type: 'integer', maximum: -2.5 }, -3],
    [{ type: 'integer', exclusiveMaximum: 0 }, -1],
    [{ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5],
    [{ type: 'number', minimum: 2.5 }, 2.5],
    [{ type: 'number', exclusiveMinimum: 1 }, 2],
    [{ type: 'number', maximum: 0.25 }, 0.25],
    [{ type: 'number', multipleOf: 5, minimum: 12 }, 15],
    [{ type: 'array', items: { type: 'integer' } }, [1]],
    [{ type: 'array', items: { type: 'integer' }, minItems: 3 }, [1, 1, 1]],
    [{ type: 'array', maxItems: 0 }, []],
    [{ type: 'array', prefixItems: [{ const: 1 }, { const: 'b' }] }, [1, 'b']],
    [{ type: 'object' }, {}],
    [{ properties: { a: {}, b: {} }, required: ['b'] }, { b: 'b' }],
    [{ type: 'object', required: ['x'], additionalProperties: { type: 'integer' } }, { x: 1 }],
    [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, 1],
    [
      { allOf: [{ properties: { a: {} }, required: ['a'] }, { required: ['b'] }] },
      { a: 'a', b: 'b' },
    ],
    [{ $ref: '#/$defs/a~1b', $defs: { 'a/b': { const: 7 } } }, 7],
    [{ $ref: 'https://example.com/schema' }, 'demo'],
  ])('of %j is %j', (schema, expected) => {
    expect(sample(schema)).toEqual(expected);
  });

  it('of a schema as clients write it is accepted by that schema', () => {
    const Step: z.ZodType = z.object({
      title: z.string().min(10),
      kind: z.enum(['read', 'write']),
      due: z.iso.datetime(),
      owner: z.email().nullable(),
      weight: z.number().gt(0).lt(1),
      get children() {
        return z.array(Step).max(2);
      },
      get next() {
        return z.union([Step, z.null()]);
      },
    });
    const Plan = z.object({
      id: z.uuid(),
      steps: z.array(Step).min(2),
      labels: z.record(z.string(), z.int()),
    });
    const made = sample(z.toJSONSchema(Plan));
    expect(Plan.safeParse(made)).toMatchObject({ success: true });
    expect(made).toMatchObject({ steps: [{ next: null, children: [] }, {}] });
  });

  it('ends where a schema refers to itself, and says so where it cannot', () => {
    const list = {
      type: 'object',
      properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
    };
    expect(sample({ ...list, required: ['next'] })).toEqual({ next: { next: null } });
    const endless = { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] };
    expect(() => sample(endless)).toThrow('No finite value meets the schema in "p".');
    expect(() => sample({ allOf: [{ $ref: '#' }] })).toThrow('fills no schema so large');
  });

  it('does not grow without bound', () => {
    expect(() => sample({ type: 'array', minItems: 1e9 })).toThrow('at most 100 items');
    const doubled = (depth: number): object =>
      depth === 0 ? {} : { type: 'array', minItems: 100, items: doubled(depth - 1) };
    expect(() => sample(doubled(5))).toThrow('fills no schema so large');
    expect(String(sample({ type: 'string', minLength: 1e9 })).length).toBe(1_000);
  });

  it.each([true, null, 7, 'x', [], { type: 7 }, { enum: [] }, { required: [null] }, { $ref: 7 }])(
    'of the wrong %j is a value all the same',
    (schema) => {
      expect(sample(schema)).toBeDefined();
    },
  );
});
