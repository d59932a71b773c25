import { describe, expect, test } from 'vitest';
import { createEndpoints } from './endpoints.ts';

const google = 'https://generativelanguage.googleapis.com/v1beta';

test.each([
  ['gemini-3-flash', 'generateContent', `${google}/models/gemini-3-flash:generateContent`],
  ['models/x', 'countTokens', `${google}/models/x:countTokens`],
  ['tunedModels/y', 'generateContent', `${google}/tunedModels/y:generateContent`],
  ['a b?', 'streamGenerateContent', `${google}/models/a%20b%3F:streamGenerateContent?alt=sse`],
] as const)('%s, %s', (model, method, url) => {
  expect(createEndpoints().urlOf(model, method)).toBe(url);
});

test('a base of one’s own, and pages of models', () => {
  const { urlOf, modelsUrl } = createEndpoints('http://proxy/gemini/v1/');
  expect(urlOf('m', 'embedContent')).toBe('http://proxy/gemini/v1/models/m:embedContent');
  expect(modelsUrl()).toBe('http://proxy/gemini/v1/models?pageSize=1000');
  expect(modelsUrl('a&b')).toBe('http://proxy/gemini/v1/models?pageSize=1000&pageToken=a%26b');
});

describe('a model cannot climb out of its place', () => {
  test.each(['..', 'models/..', '../../v1/files/x', '', 'models/'])('%j', (model) => {
    expect(() => createEndpoints().urlOf(model, 'generateContent')).toThrow(
      expect.objectContaining({ code: 'model_not_found', param: 'model' }),
    );
  });
});
