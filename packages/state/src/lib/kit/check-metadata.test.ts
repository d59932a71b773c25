import { describe, expect, it } from 'vitest';
import { checkMetadata } from './check-metadata.ts';

const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']));

describe('metadata', () => {
  it('may be none', () => {
    expect([checkMetadata(null), checkMetadata(undefined), checkMetadata({})]).toEqual([
      {},
      {},
      {},
    ]);
  });

  it('may be as large as the limits, counted in characters', () => {
    const largest = { ...pairs(15), ['🙂'.repeat(64)]: '🙂'.repeat(512) };
    expect(checkMetadata(largest)).toEqual(largest);
  });

  it('keeps every name', () => {
    const text = '{"__proto__":"a","constructor":"b","":"c"}';
    expect(JSON.stringify(checkMetadata(JSON.parse(text)))).toBe(text);
  });

  it.each([
    [
      'text',
      'invalid_type',
      'metadata',
      "Invalid type for 'metadata': expected a metadata object, but got a string instead.",
    ],
    [
      [],
      'invalid_type',
      'metadata',
      "Invalid type for 'metadata': expected a metadata object, but got an array instead.",
    ],
    [
      pairs(17),
      'object_above_max_properties',
      'metadata',
      "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
    ],
    [
      { ['k'.repeat(65)]: 'v' },
      'property_name_above_max_length',
      'metadata',
      "Invalid 'metadata': property name too long. Expected a property name with maximum length 64, but got a property name with length 65 instead.",
    ],
    [
      { k: 'v'.repeat(513) },
      'string_above_max_length',
      'metadata.k',
      "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.",
    ],
    [
      { k: 1 },
      'invalid_type',
      'metadata.k',
      "Invalid type for 'metadata.k': expected a string, but got an integer instead.",
    ],
    [
      { k: 1.5 },
      'invalid_type',
      'metadata.k',
      "Invalid type for 'metadata.k': expected a string, but got a decimal instead.",
    ],
    [
      { k: null },
      'invalid_type',
      'metadata.k',
      "Invalid type for 'metadata.k': expected a string, but got null instead.",
    ],
    [
      { k: {} },
      'invalid_type',
      'metadata.k',
      "Invalid type for 'metadata.k': expected a string, but got an object instead.",
    ],
  ])('is refused: case %#', (value, code, param, message) => {
    expect(() => checkMetadata(value)).toThrow(
      expect.objectContaining({ code, param, message, status: 400 }),
    );
  });

  it('is named as the caller calls it', () => {
    expect(() => checkMetadata(1, 'prompt.metadata')).toThrow(
      expect.objectContaining({ param: 'prompt.metadata' }),
    );
  });
});
