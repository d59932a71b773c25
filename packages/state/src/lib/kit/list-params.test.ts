import { describe, expect, it } from 'vitest';
import { readListParams, toListReply } from './list-params.ts';

describe('reading what part of a list is asked for', () => {
  it('has defaults, which a list may have of its own', () => {
    expect(readListParams('')).toEqual({ limit: 20, order: 'desc' });
    expect(readListParams('', { limit: 100, order: 'asc' })).toEqual({ limit: 100, order: 'asc' });
  });

  it('reads all there is, decoded', () => {
    expect(readListParams('limit=1&order=asc&after=a%2Fb+c&model=x')).toEqual({
      limit: 1,
      order: 'asc',
      after: 'a/b c',
    });
    expect(readListParams('before=x&limit=100')).toEqual({
      limit: 100,
      order: 'desc',
      before: 'x',
    });
  });

  it('takes an empty cursor for none', () => {
    expect(readListParams('after=&before=')).toEqual({ limit: 20, order: 'desc' });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=1e1', 'limit'],
    ['limit=0x10', 'limit'],
    ['limit=%2010', 'limit'],
    ['limit=99999999999999999999', 'limit'],
    ['limit=2&limit=3', 'limit'],
    ['order=up', 'order'],
    ['order=', 'order'],
    ['order=ASC', 'order'],
    ['after=a&before=b', 'after'],
    ['after=a&after=b', 'after'],
    ['before=a&before=b', 'before'],
  ])('refuses %j, naming %j', (query, param) => {
    expect(() => readListParams(query)).toThrow(
      expect.objectContaining({ code: 'invalid_value', param, status: 400 }),
    );
  });
});

describe('a list as it is answered', () => {
  it('names its first and its last', () => {
    const data = [{ id: 'a' }, { id: 'b' }];
    expect(toListReply({ data, hasMore: true })).toEqual({
      json: { object: 'list', data, first_id: 'a', last_id: 'b', has_more: true },
    });
  });

  it('has neither when it is empty', () => {
    expect(toListReply({ data: [], hasMore: false })).toEqual({
      json: { object: 'list', data: [], first_id: null, last_id: null, has_more: false },
    });
  });
});
