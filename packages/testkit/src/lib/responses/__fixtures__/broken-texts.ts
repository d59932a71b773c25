import { objectOf } from '../wire-object.ts';
import { canonicalStreams } from './canonical-streams.ts';
import {
  change,
  changeItem,
  changeResponse,
  delta,
  done,
  insert,
  type Mutation,
  partDone,
} from './mutate.ts';

const { text, parallelCalls, summary, refusal, failed } = canonicalStreams;

/** Texts that are told several times, and the final output. */
export const brokenTexts: readonly Mutation[] = [
  ['INVALID_DELTA', 'a number', () => insert(text, delta.type, { ...delta, delta: 5 })],
  [
    'TEXT_DONE_MISMATCH',
    'text',
    () => change(text, 'response.output_text.done', () => ({ text: 'Hell' })),
  ],
  [
    'TEXT_DONE_MISMATCH',
    'refusal',
    () => change(refusal, 'response.refusal.done', () => ({ refusal: 'No.' })),
  ],
  [
    'TEXT_DONE_MISMATCH',
    'arguments',
    () =>
      change(parallelCalls, 'response.function_call_arguments.done', () => ({ arguments: '{}' })),
  ],
  [
    'TEXT_DONE_MISMATCH',
    'input',
    () =>
      change(canonicalStreams.customCall, 'response.custom_tool_call_input.done', () => ({
        input: '',
      })),
  ],
  [
    'TEXT_DONE_MISMATCH',
    'summary',
    () => change(summary, 'response.reasoning_summary_text.done', () => ({ text: '' })),
  ],
  [
    'TEXT_DONE_MISMATCH',
    'raw reasoning',
    () => change(canonicalStreams.rawReasoning, 'response.reasoning.done', () => ({ text: '' })),
  ],
  [
    'PART_DONE_MISMATCH',
    'text',
    () => change(text, partDone, () => ({ part: { type: 'output_text', text: 'Hell' } })),
  ],
  [
    'ITEM_DONE_MISMATCH',
    'text',
    () => changeItem(text, done, 'msg_1', { content: [{ type: 'output_text', text: 'Hell' }] }),
  ],
  ['ITEM_DONE_MISMATCH', 'no content', () => changeItem(text, done, 'msg_1', { content: null })],
  [
    'ITEM_DONE_MISMATCH',
    'arguments',
    () => changeItem(parallelCalls, done, 'fc_1', { arguments: '{}' }),
  ],
  ['ITEM_DONE_MISMATCH', 'summary', () => changeItem(summary, done, 'rs_1', { summary: [] })],
  ['FINAL_OUTPUT_ITEMS', 'none', () => changeResponse(text, 'response.completed', { output: [] })],
  [
    'FINAL_OUTPUT_ITEMS',
    'the order',
    () => {
      const output = objectOf(parallelCalls.at(-1)?.response).output as unknown[];
      return changeResponse(parallelCalls, 'response.completed', { output: output.toReversed() });
    },
  ],
  [
    'FINAL_OUTPUT_ITEMS',
    'one more in a failure',
    () => changeResponse(failed, 'response.failed', { output: [{ id: 'msg_9', type: 'message' }] }),
  ],
  [
    'FINAL_OUTPUT_CONTENT',
    'text',
    () =>
      changeResponse(text, 'response.completed', {
        output: [
          { id: 'msg_1', type: 'message', content: [{ type: 'output_text', text: 'Hell' }] },
        ],
      }),
  ],
  [
    'FINAL_OUTPUT_CONTENT',
    'the call id',
    () => {
      const { output } = objectOf(parallelCalls.at(-1)?.response);
      const changed = (output as object[]).with(2, { ...(output as object[])[2], call_id: 'x' });
      return changeResponse(parallelCalls, 'response.completed', { output: changed });
    },
  ],
];
