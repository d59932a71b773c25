import { canonicalStreams } from './canonical-streams.ts';
import {
  added,
  changeItem,
  changeItemEverywhere,
  changeResponse,
  done,
  type Mutation,
  without,
} from './mutate.ts';

const { text, parallelCalls, summary } = canonicalStreams;

/** What stands in an item. */
export const brokenItemMembers: readonly Mutation[] = [
  ...[{ type: 'reasoning' }, { call_id: 'other' }, { name: 'other' }].map(
    (more): Mutation => [
      'ITEM_CHANGED',
      JSON.stringify(more),
      () => changeItem(parallelCalls, done, 'fc_1', more),
    ],
  ),
  [
    'ADDED_ITEM_STATUS',
    'completed',
    () => changeItem(text, added, 'msg_1', { status: 'completed' }),
  ],
  ['ADDED_ITEM_STATUS', 'none', () => changeItem(text, added, 'msg_1', { status: undefined })],
  [
    'DONE_ITEM_STATUS',
    'in progress',
    () => changeItem(text, done, 'msg_1', { status: 'in_progress' }),
  ],
  ...['', 'x'.repeat(65), undefined].map(
    (call_id): Mutation => [
      'INVALID_CALL_ID',
      String(call_id),
      () => changeItemEverywhere(parallelCalls, 'fc_1', { call_id }),
    ],
  ),
  [
    'DUPLICATE_CALL_ID',
    'twice',
    () => changeItemEverywhere(parallelCalls, 'fc_1', { call_id: 'call_2' }),
  ],
  [
    'INCOMPLETE_ITEM_NOT_LAST',
    'the first',
    () => {
      const cut = changeItem(summary, done, 'rs_1', { status: 'incomplete' });
      return changeResponse(cut, 'response.completed', {
        status: 'incomplete',
        completed_at: null,
        incomplete_details: { reason: 'max_output_tokens' },
      }).map((e) => (e.type === 'response.completed' ? { ...e, type: 'response.incomplete' } : e));
    },
  ],
  [
    'INCOMPLETE_ITEM_IN_COMPLETED_RESPONSE',
    'the last',
    () => changeItem(text, done, 'msg_1', { status: 'incomplete' }),
  ],
  ['ITEM_NOT_TERMINATED', 'left open', () => without(text, done)],
];
