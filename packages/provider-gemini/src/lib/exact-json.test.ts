import { payloadFromBytes, payloadFromValue } from '@gw/core';
import { describe, expect, test } from 'vitest';
import { parseExact, readExact } from './exact-json.ts';

const payloadOf = (text: string) => payloadFromBytes<object>(new TextEncoder().encode(text));

describe('numbers are written again as they were', () => {
  test.each([
    '{"id":12345678901234567890}',
    '{"a":[-9223372036854775808,0.12345678901234567891]}',
    '{"big":1e400,"small":1.0E-7}',
    '{"text":"12345678901234567890","n":1}',
  ])('%s', (text) => {
    expect(JSON.stringify(parseExact(text))).toBe(text);
    expect(JSON.stringify(readExact(payloadOf(text)))).toBe(text);
  });
});

test('numbers that JavaScript holds stay numbers beside those that it does not', () => {
  expect(parseExact('{"n":7,"id":12345678901234567890}')).toMatchObject({ n: 7 });
});

test('a value that was never text is read as it is', () => {
  const value = { n: 1, text: 'Grüße' };
  expect(readExact(payloadFromValue(value))).toBe(value);
});

test('what is no JSON throws', () => {
  expect(() => parseExact('{"a":1234567890123456')).toThrow(SyntaxError);
});
