import { createRecordedStream } from './recorded-stream.ts';
import {
  createSnapshots,
  numberFrames,
  streamMessage,
  type UnnumberedEvent,
  usageOf,
} from './responses-frames.ts';

const snapshot = createSnapshots({
  id: 'resp_5f0a7c3e9b1d4862',
  created_at: 1_764_968_540,
  model: 'gpt-oss-20b',
});

const id = 'rs_5f0a7c3e9b1d4862';
const pieces = ['Compare', ' the tenths:', ' 1 < 8', ' → done.'];
const text = pieces.join('');
const place = { item_id: id, output_index: 0, content_index: 0 };
const opened = { id, type: 'reasoning', summary: [], content: [], status: 'in_progress' };
const part = { type: 'reasoning_text', text };
const thought = { ...opened, content: [part], status: 'completed' };
const message = streamMessage('msg_5f0a7c3e9b1d4862', 1, ['9.8', ' is', ' greater', ' ✓']);

/** An open model that shows its thoughts as it writes them, under OpenAI's names for that. */
export const responsesRawReasoning = createRecordedStream({
  source: 'https://cookbook.openai.com/articles/gpt-oss/handle-raw-cot',
  path: '/responses',
  request: { model: 'gpt-oss-20b', input: '9.11 or 9.8, which is greater?', stream: true },
  frames: numberFrames([
    ['response.created', snapshot('in_progress')],
    ['response.in_progress', snapshot('in_progress')],
    ['response.output_item.added', { output_index: 0, item: opened }],
    ['response.content_part.added', { ...place, part: { ...part, text: '' } }],
    ...pieces.map(
      (delta): UnnumberedEvent => ['response.reasoning_text.delta', { ...place, delta }],
    ),
    ['response.reasoning_text.done', { ...place, text }],
    ['response.content_part.done', { ...place, part }],
    ['response.output_item.done', { output_index: 0, item: thought }],
    ...message.events,
    [
      'response.completed',
      snapshot('completed', {
        completed_at: 1_764_968_542,
        output: [thought, message.item],
        usage: usageOf(18, 17, 11),
      }),
    ],
  ]),
});
