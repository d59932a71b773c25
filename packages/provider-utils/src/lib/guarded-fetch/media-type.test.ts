import { expect, it } from 'vitest';
import { isAccepted, parseMediaType } from './media-type.ts';

it.each([
  ['image/png', 'image/png'],
  [' Image/PNG ; charset=binary', 'image/png'],
  ['image/svg+xml', 'image/svg+xml'],
  ['image/jpg', 'image/jpeg'],
  ['image/png, text/html', undefined],
  ['image', undefined],
  ['image/', undefined],
  ['image/png/x', undefined],
  ['image/<b>', undefined],
  [`image/${'x'.repeat(100)}`, undefined],
  ['', undefined],
  [undefined, undefined],
])('of content-type %o the media type is %o', (contentType, mediaType) => {
  expect(parseMediaType(contentType)).toBe(mediaType);
});

it.each([
  ['image/png', ['image/jpeg', 'image/png'], true],
  ['image/png', ['image/*'], true],
  ['image/png', ['image/jpeg'], false],
  ['imagex/png', ['image/*'], false],
  ['image/png', [], false],
])('%s is accepted by %o: %s', (mediaType, accept, is) => {
  expect(isAccepted(mediaType, accept)).toBe(is);
});
