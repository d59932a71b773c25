import { expect, test } from 'vitest';
import { decodeSignatures, encodeSignatures, pictureKey, type SignedPart } from './signatures.ts';

test('signatures come back as they were', () => {
  const parts: SignedPart[] = [
    { call: 'call_1', signature: 'a' },
    { text: 0, end: 5, hash: '0', signature: 'b' },
    { thought: 'hm', signature: 'c' },
    { picture: pictureKey('AAAA'), signature: 'd' },
  ];
  expect(decodeSignatures(encodeSignatures(parts))).toEqual(parts);
});

test.each(['gAAAA', '{}', '[]', 'null', '{"format":"other","parts":[]}', '{"format":"gemini-1"'])(
  'what is not ours is nothing: %s',
  (text) => {
    expect(decodeSignatures(text) ?? []).toEqual([]);
  },
);

test('parts that a client made up are left out', () => {
  const parts = [
    { signature: 'a' },
    { call: 'c' },
    { call: 5, signature: 'a' },
    null,
    { text: 'x', signature: 'a' },
  ];
  expect(decodeSignatures(JSON.stringify({ format: 'gemini-1', parts }))).toEqual([]);
});
