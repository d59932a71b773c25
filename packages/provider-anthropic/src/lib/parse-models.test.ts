import { expect, it } from 'vitest';
import { parseModels } from './parse-models.ts';

it('reads a page, and where the next one begins', () => {
  const data = [
    { type: 'model', id: 'claude-a', created_at: '2025-02-19T00:00:00Z', display_name: 'A' },
    { id: 'claude-b', created_at: null },
    { display_name: 'nameless' },
    'claude-c',
  ];
  const models = [
    { id: 'claude-a', object: 'model', created: 1739923200, owned_by: 'anthropic' },
    { id: 'claude-b', object: 'model', created: 0, owned_by: 'anthropic' },
  ];
  const page = { data, first_id: 'claude-a', last_id: 'claude-b', has_more: true };
  expect(parseModels(page, 'anthropic')).toEqual({ models, after: 'claude-b' });
  expect(parseModels({ ...page, has_more: false }, 'anthropic')).toEqual({ models });
  expect(parseModels({ ...page, last_id: null }, 'anthropic')).toEqual({ models });
});

it.each([null, [], 'x', { data: null }, { data: 7 }])('reads none out of %j', (page) => {
  expect(parseModels(page, 'x')).toEqual({ models: [] });
});
