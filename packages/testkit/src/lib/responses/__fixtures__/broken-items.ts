import { canonicalStreams } from './canonical-streams.ts';
import {
  added,
  change,
  delta,
  done,
  insert,
  type Mutation,
  place,
  repeat,
  without,
} from './mutate.ts';

const { text, parallelCalls } = canonicalStreams;

/** Items and where they stand. */
export const brokenItems: readonly Mutation[] = [
  [
    'MALFORMED_ITEM',
    'null',
    () => insert(text, 'response.in_progress', { type: added, output_index: 0, item: null }),
  ],
  ['DUPLICATE_ITEM', 'again', () => repeat(text, added)],
  ['UNKNOWN_ITEM', 'a delta', () => insert(text, delta.type, { ...delta, item_id: 'msg_9' })],
  [
    'UNKNOWN_ITEM',
    'its end',
    () =>
      insert(text, delta.type, {
        type: done,
        item: { id: 'msg_9', type: 'message', status: 'completed' },
      }),
  ],
  ['INVALID_ITEM_TRANSITION', 'a late delta', () => insert(text, done, delta)],
  ['INVALID_ITEM_TRANSITION', 'done twice', () => repeat(text, done)],
  [
    'INVALID_ITEM_TRANSITION',
    'a delta behind the arguments',
    () =>
      insert(parallelCalls, 'response.function_call_arguments.done', {
        type: 'response.function_call_arguments.delta',
        item_id: 'fc_1',
        output_index: 1,
        delta: '',
      }),
  ],
  [
    'INVALID_ITEM_TRANSITION',
    'arguments never done',
    () => without(parallelCalls, 'response.function_call_arguments.done'),
  ],
  [
    'OUTPUT_INDEX_GAP',
    'from 1',
    () => text.map((e) => ('output_index' in e ? { ...e, output_index: 1 } : e)),
  ],
  ['OUTPUT_INDEX_CHANGED', 'a delta', () => change(text, delta.type, () => ({ output_index: 1 }))],
  [
    'ITEM_TYPE_MISMATCH',
    'arguments of a message',
    () =>
      insert(text, added, {
        type: 'response.function_call_arguments.delta',
        item_id: 'msg_1',
        output_index: 0,
        delta: '',
      }),
  ],
  [
    'ITEM_TYPE_MISMATCH',
    'summary of a message',
    () =>
      insert(
        text,
        added,
        {
          type: 'response.reasoning_summary_part.added',
          ...place,
          summary_index: 0,
          part: { type: 'summary_text', text: '' },
        },
        {
          type: 'response.reasoning_summary_text.done',
          ...place,
          summary_index: 0,
          text: '',
        },
        {
          type: 'response.reasoning_summary_part.done',
          ...place,
          summary_index: 0,
          part: { type: 'summary_text', text: '' },
        },
      ),
  ],
];
