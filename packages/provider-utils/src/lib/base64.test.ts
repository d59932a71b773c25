import { expect, it } from 'vitest';
import { toBase64, toBase64Floats } from './base64.ts';

it.each([0, 1, 2, 3, 8_191, 8_192, 8_193, 100_000])('%i bytes become base64', (length) => {
  const bytes = Uint8Array.from({ length }, (_, at) => at * 7);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
});

it('a vector becomes its 32-bit floats, the lowest byte first', () => {
  const vector = [0.5, -0.25, -1e-9];
  const bytes = Buffer.alloc(12);
  for (const [at, value] of vector.entries()) bytes.writeFloatLE(value, at * 4);
  expect(toBase64Floats(vector)).toBe(bytes.toString('base64'));
});
