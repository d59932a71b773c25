import { createRecordedStream } from './recorded-stream.ts';
import { createSnapshots, numberFrames, streamMessage, usageOf } from './responses-frames.ts';

const snapshot = createSnapshots({
  id: 'resp_0d4mXr7cQwYz2Lk900693275e3b0f48195a1',
  created_at: 1_764_967_971,
  model: 'gpt-4o-mini-2024-07-18',
});

// Two, three and four bytes a character, a letter with a combining accent, and one emoji of several
// code points.
const message = streamMessage('msg_0d4mXr7cQwYz2Lk900693275e4a7c08195b2', 0, [
  'Grüße',
  ' aus',
  ' Köln',
  ',',
  ' 東京',
  'は',
  '晴れ',
  ' — cafe\u0301',
  ' 👩🏽‍🚀',
  '🎉',
  '!',
]);

/** Text in many scripts, with OpenAI's padding beside the deltas, and no `[DONE]` behind it. */
export const responsesText = createRecordedStream({
  source: 'https://platform.openai.com/docs/api-reference/responses-streaming',
  path: '/responses',
  request: {
    model: 'gpt-4o-mini',
    input: 'Send greetings from everywhere.',
    stream: true,
  },
  frames: numberFrames([
    ['response.created', snapshot('in_progress')],
    ['response.in_progress', snapshot('in_progress')],
    ...message.events,
    [
      'response.completed',
      snapshot('completed', {
        completed_at: 1_764_967_973,
        output: [message.item],
        usage: usageOf(12, 26),
      }),
    ],
  ]),
});
