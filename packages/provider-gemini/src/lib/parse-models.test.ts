import { expect, test } from 'vitest';
import { parseModels } from './parse-models.ts';

test('models that can be asked, without their folder', () => {
  const models = [
    { name: 'models/gemini-3-flash', supportedGenerationMethods: ['generateContent'] },
    { name: 'models/gemini-embedding-001', supportedGenerationMethods: ['embedContent'] },
    { name: 'models/gemini-live', supportedGenerationMethods: ['bidiGenerateContent'] },
    { name: 'tunedModels/mine' },
    { name: 5 },
    null,
  ];
  expect(parseModels({ models, nextPageToken: 'p2' })).toEqual({
    models: ['gemini-3-flash', 'gemini-embedding-001', 'tunedModels/mine'].map((id) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: 'google',
    })),
    nextPageToken: 'p2',
  });
});

test.each([null, [], {}, { models: 'x', nextPageToken: '' }])('%j is an empty page', (page) => {
  expect(parseModels(page)).toEqual({ models: [], nextPageToken: undefined });
});
