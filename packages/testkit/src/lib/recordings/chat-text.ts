import { doneFrame } from '../sse-frame.ts';
import { createChunkFrames } from './chat-chunk.ts';
import { createRecordedStream } from './recorded-stream.ts';

const chunk = createChunkFrames({
  id: 'chatcmpl-D4mXr7cQwYz2Lk9TnVbE1sHa',
  created: 1_764_967_971,
  model: 'gpt-4o-mini-2024-07-18',
  service_tier: 'default',
  system_fingerprint: 'fp_3e7d64a1c2',
});

// Two, three and four bytes a character, a letter with a combining accent, and one emoji of several
// code points.
const pieces = [
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
];

// Random length on the wire, so that its size says nothing about the text.
const obfuscations = [
  'kQ7',
  'pZ3dF9w',
  'a',
  'X0mT5',
  'b2Ly',
  'J8',
  'qqV4e',
  'W',
  'u1',
  'Nf6Rc',
  's0P',
];

/** Text in many scripts, with the usage at its end and OpenAI's `obfuscation` beside the deltas. */
export const chatText = createRecordedStream({
  source: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming',
  path: '/chat/completions',
  request: {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Send greetings from everywhere.' }],
    stream: true,
    stream_options: { include_usage: true },
  },
  frames: [
    chunk(
      { delta: { role: 'assistant', content: '', refusal: null } },
      { usage: null, obfuscation: 'r4' },
    ),
    ...pieces.map((content, at) =>
      chunk({ delta: { content } }, { usage: null, obfuscation: obfuscations[at] }),
    ),
    chunk({ finish_reason: 'stop' }, { usage: null, obfuscation: 'Mz8t' }),
    chunk(null, {
      usage: {
        prompt_tokens: 12,
        completion_tokens: 26,
        total_tokens: 38,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 0,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      obfuscation: '',
    }),
    doneFrame,
  ],
});
