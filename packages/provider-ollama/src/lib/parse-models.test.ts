import { expect, it } from 'vitest';
import { parseModels } from './parse-models.ts';

it('models have the name that requests use, and the time of their last change', () => {
  const listing = {
    models: [
      { name: 'gemma3:latest', model: 'gemma3:latest', modified_at: '2025-10-03T23:34:03.4-07:00' },
      { name: 'old', modified_at: '0001-01-01T00:00:00Z' },
      { model: 'bare' },
    ],
  };
  const model = (id: string, created: number) => ({
    id,
    object: 'model',
    created,
    owned_by: 'ollama',
  });
  expect(parseModels(listing, 'ollama')).toEqual([
    model('gemma3:latest', 1_759_559_643),
    model('old', 0),
    model('bare', 0),
  ]);
});

it.each([[null], [[]], ['x'], [{}], [{ models: null }], [{ models: [null, 1, {}, { name: '' }] }]])(
  'there are none in %j',
  (listing) => {
    expect(parseModels(listing, 'ollama')).toEqual([]);
  },
);
