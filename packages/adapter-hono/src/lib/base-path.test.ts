import { expect, it } from 'vitest';
import { normalizeBasePath, pathWithin } from './base-path.ts';

it.each([
  ['http://host/v1/models', '', '/v1/models'],
  ['https://host:8443/v1/models?x=/y#z', '', '/v1/models'],
  ['http://host', '', ''],
  ['http://host/ai/v1/models/a%2Fb', '/ai', '/v1/models/a%2Fb'],
  ['http://host/ai', '/ai', undefined],
  ['http://host/aix/v1', '/ai', undefined],
  ['http://host/?x=/ai/v1', '/ai', undefined],
])('pathWithin: %s below "%s"', (url, basePath, path) => {
  expect(pathWithin(url, basePath)).toBe(path);
});

it.each([
  [undefined, ''],
  ['/', ''],
  ['ai', '/ai'],
  ['/a/b/', '/a/b'],
])('normalizeBasePath: %s', (basePath, expected) => {
  expect(normalizeBasePath(basePath)).toBe(expected);
});
