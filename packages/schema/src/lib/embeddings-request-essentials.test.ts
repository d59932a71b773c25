import { describe, expect, test } from 'vitest';
import { embeddingsRequestEssentials } from './embeddings-request-essentials.ts';
import { findIssue } from './validation-issue.ts';

const find = (members: object) =>
  findIssue(embeddingsRequestEssentials, { model: 'm', input: 'hi', ...members });

describe('what the gateway depends on is refused with its exact param', () => {
  test.each([
    [{ model: undefined }, 'model', 'missing_required_parameter'],
    [{ model: '' }, 'model', 'invalid_value'],
    [{ input: undefined }, 'input', 'missing_required_parameter'],
    [{ input: null }, 'input', 'invalid_type'],
    [{ input: 5 }, 'input', 'invalid_type'],
    [{ input: { text: 'hi' } }, 'input', 'invalid_type'],
    [{ input: [] }, 'input', 'invalid_type'],
    [{ input: [null] }, 'input', 'invalid_type'],
    [{ input: [{ text: 'hi' }] }, 'input', 'invalid_type'],
    [{ input: ['hi', 5] }, 'input[1]', 'invalid_type'],
    [{ input: [5, 'hi'] }, 'input[1]', 'invalid_type'],
    [{ input: [1.5] }, 'input[0]', 'invalid_type'],
    [{ input: [[1], 2] }, 'input[1]', 'invalid_type'],
    [{ input: [[1], [2, '3']] }, 'input[1][1]', 'invalid_type'],
    [{ encoding_format: 'hex' }, 'encoding_format', 'invalid_value'],
    [{ encoding_format: 5 }, 'encoding_format', 'invalid_value'],
    [{ dimensions: 0 }, 'dimensions', 'invalid_value'],
    [{ dimensions: 0.5 }, 'dimensions', 'invalid_type'],
    [{ dimensions: '256' }, 'dimensions', 'invalid_type'],
  ])('%j', (members, param, code) => {
    expect(find(members)).toMatchObject({ param, code });
  });

  test.each([
    [5, 'a number'],
    [null, 'null'],
    [[], 'an empty array'],
    [{}, 'an object'],
  ])('an unreadable input is told what would do: %j', (input, received) => {
    expect(find({ input })?.message).toBe(
      `Invalid type for 'input': expected a string, an array of strings, or token arrays; got ${received}.`,
    );
  });
});

test('a token that is none is never quoted', () => {
  expect(find({ input: [1, 'sk-secret'] })?.message).toBe(
    "Invalid type for 'input[1]': expected an integer; got a string.",
  );
});

describe('every form of input passes', () => {
  test.each([
    ['a text', { input: 'hi' }],
    ['an empty text', { input: '' }],
    ['texts', { input: ['hi', ''] }],
    ['tokens', { input: [1, 2, 0] }],
    ['arrays of tokens', { input: [[1, 2], [], [3]] }],
    ['nulls', { encoding_format: null, dimensions: null, user: null }],
    ['base64', { encoding_format: 'base64' }],
    ['members we do not know', { input_type: 'query', truncate: 'END' }],
  ])('%s', (_, members) => {
    expect(find(members)).toBeUndefined();
  });
});
