import { describe, expect, it } from 'vitest';
import { normalizeBasePath, splitTarget } from './request-target.ts';

describe('splitTarget', () => {
  it.each([
    ['/v1/models', '', { path: '/v1/models', query: '' }],
    ['/v1/models?limit=2&a=b?c', '', { path: '/v1/models', query: 'limit=2&a=b?c' }],
    ['/v1/models/a%2Fb/../c', '', { path: '/v1/models/a%2Fb/../c', query: '' }],
    ['//v1/models', '', { path: '//v1/models', query: '' }],
    ['http://host:80/v1/models?x=1', '', { path: '/v1/models', query: 'x=1' }],
    ['http://host?x=1', '', { path: '/', query: 'x=1' }],
    ['http://host', '', { path: '/', query: '' }],
    ['*', '', { path: '*', query: '' }],
    ['/ai/v1/models?x=1', '/ai', { path: '/v1/models', query: 'x=1' }],
    ['/ai?x=1', '/ai', { path: '/', query: 'x=1' }],
    ['/ai/', '/ai', { path: '/', query: '' }],
    ['/aix/v1', '/ai', undefined],
    ['/v1/models', '/ai', undefined],
  ])('%s below "%s"', (target, basePath, expected) => {
    expect(splitTarget(target, basePath)).toEqual(expected);
  });
});

describe('normalizeBasePath', () => {
  it.each([
    [undefined, ''],
    ['', ''],
    ['/', ''],
    ['ai', '/ai'],
    ['/ai/', '/ai'],
    ['/a/b', '/a/b'],
  ])('%s → "%s"', (basePath, expected) => {
    expect(normalizeBasePath(basePath)).toBe(expected);
  });
});
