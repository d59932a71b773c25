import { expect, it } from 'vitest';
import { parseModels } from './parse-models.ts';

const bare = { id: 'a', object: 'model', created: 0, owned_by: 'acme' };

it.each([
  [
    'OpenAI',
    { object: 'list', data: [{ id: 'a', created: 7, owned_by: 'x', extra: 1 }] },
    [{ ...bare, created: 7, owned_by: 'x' }],
  ],
  ['a bare list', [{ id: 'a' }], [bare]],
  ['`models`', { models: [{ name: 'a' }] }, [bare]],
  ['names', { data: ['a'] }, [bare]],
  ['odd fields', { data: [{ id: 'a', created: 'yesterday', owned_by: null }] }, [bare]],
  ['entries without a name', { data: [null, 7, {}, { id: '' }, { id: 'a' }] }, [bare]],
  ['no list', { error: 'x' }, []],
  ['null', null, []],
])('reads %s', (_, listing, expected) => {
  expect(parseModels(listing, 'acme')).toEqual(expected);
});
