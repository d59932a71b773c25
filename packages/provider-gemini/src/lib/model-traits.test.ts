import { expect, test } from 'vitest';
import { traitsOf } from './model-traits.ts';

test.each([
  ['gemini-2.0-flash', ['none', false, false, false]],
  ['gemini-1.5-pro-002', ['none', false, false, false]],
  ['gemma-3-27b-it', ['none', false, false, false]],
  ['gemini-2.5-pro', ['budget', true, false, true]],
  ['models/gemini-2.5-flash-lite', ['budget', true, false, true]],
  ['gemini-2.5-flash-image', ['none', true, false, true]],
  ['gemini-robotics-er-1.5-preview', ['budget', true, false, true]],
  ['gemini-3-pro-preview', ['level', true, true, true]],
  ['gemini-3.1-flash-lite', ['level', true, true, true]],
  ['gemini-3-pro-image-preview', ['none', true, true, true]],
  ['gemini-4-argon', ['level', true, true, true]],
  ['gemini-flash-latest', ['level', true, true, true]],
  ['tunedModels/my-model', ['level', true, true, true]],
])('what %s can do', (model, expected) => {
  const { thinking, readsJsonSchema, needsSignatures, readsUrls } = traitsOf(model);
  expect([thinking, readsJsonSchema, needsSignatures, readsUrls]).toEqual(expected);
});
