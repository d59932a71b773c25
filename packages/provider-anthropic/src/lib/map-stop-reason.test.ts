import { expect, it } from 'vitest';
import { mapStopReason } from './map-stop-reason.ts';

it.each([
  ['end_turn', { status: 'completed' }],
  ['stop_sequence', { status: 'completed' }],
  ['tool_use', { status: 'completed' }],
  ['something_new', { status: 'completed' }],
  ['toString', { status: 'completed' }],
  [undefined, { status: 'completed' }],
  ['max_tokens', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }],
  [
    'model_context_window_exceeded',
    { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
  ],
  ['refusal', { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }],
  ['pause_turn', { status: 'incomplete', incomplete_details: { reason: 'pause_turn' } }],
])('a stop for %s is an end', (reason, ending) => {
  expect(mapStopReason(reason)).toEqual(ending);
});
