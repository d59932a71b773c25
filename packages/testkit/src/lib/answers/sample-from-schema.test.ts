import { expect, it } from 'vitest';
import { sampleFromSchema } from './sample-from-schema.ts';

it.each([
  [{ type: 'string' }, 'value'],
  [{ type: ['integer', 'null'] }, 1],
  [{ type: 'number' }, 1],
  [{ type: 'boolean' }, true],
  [{ type: 'null' }, null],
  [{ const: 'fixed' }, 'fixed'],
  [{ enum: ['first', 'second'] }, 'first'],
  [{ anyOf: [{ type: 'boolean' }, { type: 'string' }] }, true],
  [{ type: 'array' }, []],
  [{ type: 'array', items: { type: 'number' } }, [1]],
  [{ properties: { a: { type: 'string' }, b: { properties: {} } } }, { a: 'a', b: {} }],
  [{}, {}],
])('makes of %j always %j', (schema, value) => {
  expect(sampleFromSchema(schema)).toEqual(value);
});
