import { expect, it } from 'vitest';
import { parseDataUrl } from './data-url.ts';

it.each([
  ['data:image/png;base64,AAEC', { mediaType: 'image/png', base64: 'AAEC' }],
  ['DATA:Image/PNG;charset=x;Base64,AAEC', { mediaType: 'image/png', base64: 'AAEC' }],
  ['data:;base64,AAEC', { mediaType: 'text/plain', base64: 'AAEC' }],
  ['data:,a%20b', { mediaType: 'text/plain', base64: 'YSBi' }],
  ['data:text/markdown,%C3%BC', { mediaType: 'text/markdown', base64: 'w7w=' }],
  ['data:,100%', { mediaType: 'text/plain', base64: 'MTAwJQ==' }],
  ['https://example.com/data:,x', undefined],
  ['data:image/png', undefined],
])('what a data URL holds: %s', (url, expected) => {
  expect(parseDataUrl(url)).toEqual(expected);
});
