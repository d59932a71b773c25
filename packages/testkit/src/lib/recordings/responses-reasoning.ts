import { createRecordedStream } from './recorded-stream.ts';
import {
  createSnapshots,
  numberFrames,
  streamMessage,
  type UnnumberedEvent,
  usageOf,
} from './responses-frames.ts';

const snapshots = createSnapshots({
  id: 'resp_0d4pT6yHn3VbKx8s0069327812cf008190c4',
  created_at: 1_764_968_466,
  model: 'gpt-5-2025-08-07',
});
const reasoning = { effort: 'medium', summary: 'detailed' };
const snapshot = (status: string, more: object = {}) =>
  snapshots(status, { reasoning, store: false, ...more });

const id = 'rs_0d4pT6yHn3VbKx8s0069327813d1108190d5';
const parts = [
  ['**Comparing', ' the numbers**\n\n', 'The tenths', ' decide: 1 < 8.'],
  ['**Answering**\n\n', '9.8 is', ' greater.'],
];

function streamPart(pieces: readonly string[], summary_index: number): UnnumberedEvent[] {
  const place = { item_id: id, output_index: 0, summary_index };
  const text = pieces.join('');
  const name = 'response.reasoning_summary';
  return [
    [`${name}_part.added`, { ...place, part: { type: 'summary_text', text: '' } }],
    ...pieces.map(
      (delta): UnnumberedEvent => [`${name}_text.delta`, { ...place, delta, obfuscation: 'r4' }],
    ),
    [`${name}_text.done`, { ...place, text }],
    [`${name}_part.done`, { ...place, part: { type: 'summary_text', text } }],
  ];
}

// It grows on the way: what counts is what the finished item holds.
const opened = { id, type: 'reasoning', encrypted_content: 'gAAAAABpMngTx0mT5b2Ly', summary: [] };
const thought = {
  ...opened,
  encrypted_content: 'gAAAAABpMngTx0mT5b2LyJ8qqV4eWu1Nf6Rcs0P-kQ7pZ3dF9wa_Mz8t=',
  summary: parts.map((pieces) => ({ type: 'summary_text', text: pieces.join('') })),
};
const message = streamMessage('msg_0d4pT6yHn3VbKx8s00693278161ba08190e6', 1, [
  '9.8',
  ' is',
  ' greater',
  ' ✓',
]);

/**
 * A reasoning model: a summary of two parts and encrypted content, without a `status` on the item,
 * in front of the answer.
 */
export const responsesReasoning = createRecordedStream({
  source: 'https://platform.openai.com/docs/guides/reasoning#reasoning-summaries',
  path: '/responses',
  request: {
    model: 'gpt-5',
    input: '9.11 or 9.8, which is greater?',
    reasoning,
    include: ['reasoning.encrypted_content'],
    store: false,
    stream: true,
  },
  frames: numberFrames([
    ['response.created', snapshot('in_progress')],
    ['response.in_progress', snapshot('in_progress')],
    ['response.output_item.added', { output_index: 0, item: opened }],
    ...parts.flatMap(streamPart),
    ['response.output_item.done', { output_index: 0, item: thought }],
    ...message.events,
    [
      'response.completed',
      snapshot('completed', {
        completed_at: 1_764_968_471,
        output: [thought, message.item],
        usage: usageOf(18, 215, 192),
      }),
    ],
  ]),
});
