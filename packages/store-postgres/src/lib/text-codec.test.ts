import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from './text-codec.ts';

describe('a text', () => {
  it.each(['', 'a', '{"a":"\\u0000"}', 'é漢🙂', '\ufeff\uffff\u2028', ' \t\n'])(
    '%j is kept as it is',
    (text) => {
      expect(encodeText(text)).toBe(text);
      expect(decodeText(text)).toBe(text);
    },
  );

  it.each(['\0', 'a\0b', '\ud800', 'a\udfff', '\u0001', '\u0001"a"', '\u0001\0'])(
    '%j is kept in another way',
    (text) => {
      const kept = encodeText(text);
      expect(kept.isWellFormed() && !kept.includes('\0')).toBe(true);
      expect(kept).not.toBe(text);
      expect(decodeText(kept)).toBe(text);
    },
  );
});
