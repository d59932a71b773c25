import { describe, expect, test } from 'vitest';
import { imagesRequestEssentials } from './images-request-essentials.ts';
import { findIssue } from './validation-issue.ts';

const find = (members: object) =>
  findIssue(imagesRequestEssentials, { prompt: 'a cat', ...members });

describe('what the gateway depends on is refused with its exact param', () => {
  test.each([
    [{ prompt: undefined }, 'prompt', 'missing_required_parameter'],
    [{ prompt: ['a cat'] }, 'prompt', 'invalid_type'],
    [{ model: 5 }, 'model', 'invalid_type'],
    [{ model: '' }, 'model', 'invalid_value'],
    [{ n: 0 }, 'n', 'invalid_value'],
    [{ n: 1.5 }, 'n', 'invalid_type'],
    [{ stream: 'yes' }, 'stream', 'invalid_type'],
    [{ safety_identifier: 5 }, 'safety_identifier', 'invalid_type'],
  ])('%j', (members, param, code) => {
    expect(find(members)).toMatchObject({ param, code });
  });
});

describe('what only the upstream depends on passes', () => {
  test.each([
    ['no model', {}],
    ['nulls', { model: null, n: null, stream: null, safety_identifier: null }],
    ['an empty prompt', { prompt: '' }],
    ['values we do not know', { size: '7x7', quality: 'ultra', output_format: 'tiff' }],
    ['members we do not know', { negative_prompt: 'dogs', seed: 1 }],
  ])('%s', (_, members) => {
    expect(find(members)).toBeUndefined();
  });
});
