import { expect, test } from 'vitest';
import { mapFinishReason } from './map-finish-reason.ts';

test.each([
  ['STOP', { status: 'completed' }],
  ['MAX_TOKENS', { status: 'incomplete', reason: 'max_output_tokens' }],
  ['SAFETY', { status: 'incomplete', reason: 'content_filter' }],
  ['RECITATION', { status: 'incomplete', reason: 'content_filter' }],
  ['BLOCKLIST', { status: 'incomplete', reason: 'content_filter' }],
  ['PROHIBITED_CONTENT', { status: 'incomplete', reason: 'content_filter' }],
  ['SPII', { status: 'incomplete', reason: 'content_filter' }],
  ['IMAGE_SAFETY', { status: 'incomplete', reason: 'content_filter' }],
  ['LANGUAGE', { status: 'incomplete', reason: 'language' }],
  ['OTHER', { status: 'incomplete', reason: 'other' }],
  ['SOMETHING_NEW', { status: 'incomplete', reason: 'something_new' }],
])('%s', (reason, ending) => {
  expect(mapFinishReason(reason)).toEqual(ending);
});

test.each([
  ['MALFORMED_FUNCTION_CALL', 'upstream_invalid_response'],
  ['UNEXPECTED_TOOL_CALL', 'upstream_invalid_response'],
  ['MISSING_THOUGHT_SIGNATURE', 'model_error'],
  ['NO_IMAGE', 'model_error'],
])('%s fails as %s', (reason, code) => {
  expect(() => mapFinishReason(reason)).toThrow(expect.objectContaining({ code }));
});
