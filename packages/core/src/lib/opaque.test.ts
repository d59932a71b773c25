import { describe, expect, test } from 'vitest';
import { unwrapOpaque, wrapOpaque } from './opaque.ts';

describe('opaque content', () => {
  test.each<[string, unknown]>([
    ['a text', 'gAAAA'],
    ['an object', { reasoning_details: [{ type: 'reasoning.text', signature: 's' }] }],
    ['characters of all sizes', 'ü 東京 👩🏽‍🚀'],
    ['nothing', null],
  ])('comes back with the name of its maker: %s', (_, content) => {
    const wrapped = wrapOpaque('provider/ü', content);
    expect(unwrapOpaque(wrapped)).toStrictEqual({ boundary: 'provider/ü', content });
    expect(wrapped).toMatch(/^[\w.+/=]+$/);
  });

  test.each([
    ['an upstream’s own', 'gAAAAABo'],
    ['no base64', 'gwo1.%%%'],
    ['no JSON', `gwo1.${btoa('no')}`],
    ['no UTF-8', `gwo1.${btoa('\xff\xfe')}`],
    ['another shape', `gwo1.${btoa('{"a":1}')}`],
    ['a maker that is no name', `gwo1.${btoa('[1,2]')}`],
    ['nothing', ''],
  ])('is not ours: %s', (_, text) => {
    expect(unwrapOpaque(text)).toBeUndefined();
  });
});
