import { describe, expect, it } from 'vitest';
import { forSeeds, randomJson, randomLiteral, randomText } from './__fixtures__/random.ts';
import {
  editMembers,
  readElements,
  readMembers,
  writeElements,
  writeMembers,
} from './json-text.ts';

const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

describe('JSON as text', () => {
  it('takes any object apart and puts it together as it was written', async () => {
    await forSeeds(500, (random) => {
      const members = Array.from({ length: random.below(5) }, () => ({
        name: randomText(random, 4),
        text: randomJson(random, 3),
      }));
      const space = () => random.pick(['', ' ', '\n\t']);
      const written = members.map(
        ({ name, text }) =>
          `${space()}${randomLiteral(random, name)}${space()}:${space()}${text}${space()}`,
      );
      expect(readMembers(`${space()}{${written.join(',') || space()}}`)).toEqual(members);
      expect(readMembers(writeMembers(members))).toEqual(members);
    });
  });

  it('takes any array apart and puts it together as it was written', async () => {
    await forSeeds(500, (random) => {
      const elements = Array.from({ length: random.below(5) }, () => randomJson(random, 3));
      const space = () => random.pick(['', ' ', '\n\t']);
      const written = elements.map((element) => `${space()}${element}${space()}`);
      expect(readElements(`${space()}[${written.join(',') || space()}]`)).toEqual(elements);
      expect(readElements(writeElements(elements))).toEqual(elements);
    });
  });

  it('changes members and leaves all others as they are written', () => {
    const text = '{ "n": 12345678901234567890, "a":1.0, "\\u0061":2, "z":[ ], "__proto__":{} }';
    expect(editMembers(text, { a: '3', z: undefined, b: '"new"', c: undefined })).toBe(
      '{"n":12345678901234567890,"a":3,"__proto__":{},"b":"new"}',
    );
    expect(editMembers('{}', { id: '"x"' })).toBe('{"id":"x"}');
  });

  it('refuses what is nested deeper than the core takes', () => {
    expect(readMembers(nested(256))).toHaveLength(1);
    expect(() => readMembers(nested(257))).toThrow('deeper than 256 levels');
    expect(() => readElements(`[${nested(256)}]`)).toThrow('deeper than 256 levels');
  });
});
