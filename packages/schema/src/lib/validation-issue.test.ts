import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeIssue, findIssue } from './validation-issue.ts';

const schema = z.object({
  name: z.string().min(1).max(8).optional(),
  count: z.int().min(1).max(10).optional(),
  share: z.number().gt(0).lt(1).optional(),
  list: z
    .array(z.object({ url: z.string() }))
    .max(2)
    .optional(),
  format: z.enum(['float', 'base64']).optional(),
  either: z.union([z.string(), z.array(z.string())]).optional(),
  kind: z.discriminatedUnion('type', [z.object({ type: z.literal('a') })]).optional(),
  even: z
    .number()
    .refine((value) => value % 2 === 0, 'must be even')
    .optional(),
});

describe('findIssue', () => {
  test('finds nothing wrong with a body the schema accepts', () => {
    expect(findIssue(schema, { name: 'n', unknown: true })).toBeUndefined();
  });

  test('names what was expected and what came', () => {
    expect(findIssue(schema, { name: 5 })).toEqual({
      param: 'name',
      message: "Invalid type for 'name': expected a string; got a number.",
      code: 'invalid_type',
    });
  });

  test('tells a missing member from a wrong one', () => {
    expect(findIssue(schema, { list: [{}] })).toEqual({
      param: 'list[0].url',
      message: "Missing required parameter 'list[0].url'.",
      code: 'missing_required_parameter',
    });
    const { format, kind } = schema.shape;
    expect(findIssue(z.object({ format: format.unwrap() }), {})).toMatchObject({
      param: 'format',
      code: 'missing_required_parameter',
    });
    expect(findIssue(kind, {})).toMatchObject({
      param: 'type',
      code: 'missing_required_parameter',
    });
  });

  test('blames the body as a whole with a null param', () => {
    expect(findIssue(schema, [])).toEqual({
      param: null,
      message: 'Invalid type for the request body: expected an object; got an empty array.',
      code: 'invalid_type',
    });
    expect(findIssue(schema, undefined)).toMatchObject({ param: null, code: 'invalid_type' });
  });

  test('reports the first of several issues', () => {
    expect(findIssue(schema, { count: 'x', name: 5 })?.param).toBe('name');
  });

  test.each([
    [{ name: '' }, "Invalid value for 'name': must not be empty."],
    [{ name: 'longer than 8' }, "Invalid value for 'name': must have at most 8 characters."],
    [{ count: 0 }, "Invalid value for 'count': must be at least 1."],
    [{ share: 1 }, "Invalid value for 'share': must be less than 1."],
    [
      { list: [{ url: '' }, { url: '' }, { url: '' }] },
      "Invalid value for 'list': must have at most 2 items.",
    ],
    [{ format: 'hex' }, "Invalid value for 'format': expected 'float' or 'base64'."],
    [{ even: 3 }, "Invalid value for 'even': must be even."],
    [{ kind: { type: 'b' } }, "Invalid value for 'kind.type': expected 'a'."],
  ])('words for a value that will not do: %j', (body, message) => {
    expect(findIssue(schema, body)).toMatchObject({ message, code: 'invalid_value' });
  });

  test.each([
    [null, 'null'],
    [[], 'an empty array'],
    [[1], 'an array'],
    [{}, 'an object'],
    [true, 'a boolean'],
  ])('words for what came: %j', (name, words) => {
    expect(findIssue(schema, { name })?.message).toBe(
      `Invalid type for 'name': expected a string; got ${words}.`,
    );
  });

  test('quotes a number that is no integer, and no other value', () => {
    expect(findIssue(schema, { count: 1.5 })?.message).toBe(
      "Invalid type for 'count': expected an integer; got 1.5.",
    );
    expect(findIssue(schema, { format: 'sk-secret' })?.message).not.toContain('secret');
  });

  test('of a union, names all that would do', () => {
    expect(findIssue(schema, { either: 7 })?.message).toBe(
      "Invalid type for 'either': expected a string or an array; got a number.",
    );
  });

  test('of a union, blames the branch that got furthest', () => {
    expect(findIssue(schema, { either: ['a', 7] })).toMatchObject({
      param: 'either[1]',
      message: "Invalid type for 'either[1]': expected a string; got a number.",
    });
  });
});

describe('describeIssue', () => {
  test('reads what came from zod’s own message when the parse did not report it', () => {
    const result = schema.safeParse({ list: [{}], name: 5 });
    expect(describeIssue(result.error!)).toEqual(findIssue(schema, { name: 5 }));
    const missing = z.object({ model: z.string() }).safeParse({});
    expect(describeIssue(missing.error!)).toMatchObject({ code: 'missing_required_parameter' });
  });

  test('leaves out what came when nobody says it', () => {
    const silent = z.string({ error: 'nope' }).safeParse(5);
    expect(describeIssue(silent.error!)).toEqual({
      param: null,
      message: 'Invalid type for the request body: expected a string.',
      code: 'invalid_type',
    });
  });

  test('has an answer for an error without issues', () => {
    expect(describeIssue(new z.ZodError([]))).toMatchObject({ param: null, code: 'invalid_value' });
  });
});
