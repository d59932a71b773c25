import { canonicalStreams } from './canonical-streams.ts';
import {
  change,
  delta,
  insert,
  type Mutation,
  partAdded,
  partDone,
  repeat,
  without,
} from './mutate.ts';

const { text, summary, refusal } = canonicalStreams;

/** Parts of items. */
export const brokenParts: readonly Mutation[] = [
  [
    'UNKNOWN_CONTENT_PART',
    'a delta',
    () => insert(text, delta.type, { ...delta, content_index: 7 }),
  ],
  [
    'UNKNOWN_CONTENT_PART',
    'of a summary',
    () =>
      insert(summary, 'response.reasoning_summary_text.delta', {
        type: 'response.reasoning_summary_text.delta',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 7,
        delta: '',
      }),
  ],
  ['DUPLICATE_CONTENT_PART', 'again', () => repeat(text, partAdded)],
  [
    'DUPLICATE_CONTENT_PART',
    'of a summary',
    () => repeat(summary, 'response.reasoning_summary_part.added'),
  ],
  ['INVALID_CONTENT_PART_TRANSITION', 'a late delta', () => insert(text, partDone, delta)],
  [
    'INVALID_CONTENT_PART_TRANSITION',
    'a delta behind the text',
    () => insert(text, 'response.output_text.done', delta),
  ],
  [
    'INVALID_CONTENT_PART_TRANSITION',
    'text never done',
    () => without(text, 'response.output_text.done'),
  ],
  [
    'CONTENT_INDEX_GAP',
    'from 1',
    () => text.map((e) => ('content_index' in e ? { ...e, content_index: 1 } : e)),
  ],
  [
    'SUMMARY_INDEX_GAP',
    'from 1',
    () =>
      summary.map((e) =>
        'summary_index' in e ? { ...e, summary_index: Number(e.summary_index) + 1 } : e,
      ),
  ],
  [
    'CONTENT_PART_TYPE_MISMATCH',
    'no part of a message',
    () =>
      change(
        change(text, partAdded, () => ({ part: { type: 'reasoning_text', text: '' } })),
        partDone,
        () => ({ part: { type: 'reasoning_text', text: 'Hello' } }),
      ),
  ],
  [
    'CONTENT_PART_TYPE_MISMATCH',
    'a refusal in a text',
    () => change(refusal, partAdded, () => ({ part: { type: 'output_text', text: '' } })),
  ],
  ['CONTENT_PART_NOT_TERMINATED', 'in a done item', () => without(text, partDone)],
  [
    'CONTENT_PART_NOT_TERMINATED',
    'in a done summary',
    () => without(summary, 'response.reasoning_summary_part.done'),
  ],
];
