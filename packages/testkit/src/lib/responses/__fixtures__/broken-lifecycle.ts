import { canonicalStreams } from './canonical-streams.ts';
import {
  added,
  change,
  delta,
  done,
  error,
  insert,
  type Mutation,
  repeat,
  swap,
  without,
} from './mutate.ts';

const { text, queued, failed } = canonicalStreams;

/** Order and numbers of events. */
export const brokenLifecycles: readonly Mutation[] = [
  ['MALFORMED_EVENT', 'no type', () => insert(text, delta.type, { type: undefined })],
  ['INVALID_SEQUENCE_NUMBER', 'none', () => change(text, added, () => ({ sequence_number: null }))],
  ['NON_MONOTONIC_SEQUENCE', 'twice', () => change(text, added, () => ({ sequence_number: 1 }))],
  ['SEQUENCE_GAP', 'from 1', () => text.map((e, at) => ({ ...e, sequence_number: at + 1 }))],
  ['FIRST_EVENT_NOT_CREATED', 'left out', () => without(text, 'response.created')],
  ['EVENT_BEFORE_START', 'an item', () => swap(text, 'response.in_progress')],
  ['EVENT_BEFORE_START', 'an item in the queue', () => swap(queued, 'response.in_progress')],
  ['INVALID_RESPONSE_TRANSITION', 'twice', () => repeat(text, 'response.in_progress')],
  [
    'INVALID_RESPONSE_TRANSITION',
    'back',
    () =>
      insert(text, 'response.in_progress', {
        ...queued[1],
      }),
  ],
  ['EVENT_AFTER_TERMINAL', 'a second end', () => repeat(text, 'response.completed')],
  ['EVENT_AFTER_TERMINAL', 'a delta', () => insert(text, 'response.completed', delta)],
  ['ERROR_NOT_BEFORE_FAILED', 'goes on', () => insert(failed, 'error', delta)],
  ['ERROR_NOT_BEFORE_FAILED', 'completed', () => insert(text, done, error)],
  ['RESPONSE_NOT_TERMINATED', 'cut', () => text.slice(0, -1)],
];
