import { objectOf } from '../wire-object.ts';
import { canonicalStreams } from './canonical-streams.ts';
import { changeResponse, type Mutation } from './mutate.ts';

const { text, incomplete, failed, cancelled } = canonicalStreams;

/** What the events show of the response. */
export const brokenSnapshots: readonly Mutation[] = [
  [
    'MALFORMED_RESPONSE',
    'no id',
    () =>
      changeResponse(text, 'response.created', { id: '' }).map((event) =>
        event.response ? { ...event, response: { ...objectOf(event.response), id: '' } } : event,
      ),
  ],
  ...['id', 'created_at', 'model', 'previous_response_id'].map(
    (name): Mutation => [
      'RESPONSE_CHANGED',
      name,
      () => changeResponse(text, 'response.completed', { [name]: 'other' }),
    ],
  ),
  [
    'RESPONSE_STATUS_MISMATCH',
    'early',
    () => changeResponse(text, 'response.in_progress', { status: 'completed' }),
  ],
  [
    'RESPONSE_STATUS_MISMATCH',
    'late',
    () => changeResponse(text, 'response.completed', { status: 'in_progress' }),
  ],
  [
    'EARLY_SNAPSHOT_NOT_EMPTY',
    'output',
    () => changeResponse(text, 'response.created', { output: [{}] }),
  ],
  [
    'EARLY_SNAPSHOT_NOT_EMPTY',
    'no output',
    () => changeResponse(text, 'response.created', { output: null }),
  ],
  [
    'EARLY_SNAPSHOT_NOT_EMPTY',
    'usage',
    () =>
      changeResponse(text, 'response.in_progress', {
        usage: { input_tokens: 1, output_tokens: 0, total_tokens: 1 },
      }),
  ],
  [
    'EARLY_SNAPSHOT_NOT_EMPTY',
    'a time',
    () => changeResponse(text, 'response.created', { completed_at: 1 }),
  ],
  [
    'COMPLETED_AT_MISMATCH',
    'none',
    () => changeResponse(text, 'response.completed', { completed_at: null }),
  ],
  [
    'COMPLETED_AT_MISMATCH',
    'one of a failure',
    () => changeResponse(failed, 'response.failed', { completed_at: 1 }),
  ],
  ['USAGE_MISSING', 'none', () => changeResponse(text, 'response.completed', { usage: null })],
  ...[
    { total_tokens: 9 },
    { input_tokens_details: { cached_tokens: 6 } },
    { output_tokens_details: { reasoning_tokens: 4 } },
  ].map(
    (more): Mutation => [
      'USAGE_SUM',
      JSON.stringify(more),
      () =>
        changeResponse(text, 'response.completed', {
          usage: { ...objectOf(objectOf(text.at(-1)?.response).usage), ...more },
        }),
    ],
  ),
  [
    'FAILED_WITHOUT_ERROR',
    'none',
    () => changeResponse(failed, 'response.failed', { error: null }),
  ],
  [
    'FAILED_WITHOUT_ERROR',
    'cancelled with one',
    () =>
      changeResponse(cancelled, 'response.failed', { error: { code: 'x', message: 'Broken.' } }),
  ],
  [
    'RESPONSE_STATUS_MISMATCH',
    'cancelled, and said to be completed',
    () => changeResponse(text, 'response.completed', { status: 'cancelled' }),
  ],
  [
    'INCOMPLETE_WITHOUT_REASON',
    'none',
    () => changeResponse(incomplete, 'response.incomplete', { incomplete_details: null }),
  ],
];
