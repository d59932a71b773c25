import { doneFrame } from '../sse-frame.ts';
import { createChunkFrames } from './chat-chunk.ts';
import { createRecordedStream } from './recorded-stream.ts';

const chunk = createChunkFrames({
  id: '3b1f9c52-7a60-4f0e-9d58-2c6f0b7e41aa',
  created: 1_764_968_540,
  model: 'deepseek-reasoner',
  system_fingerprint: 'fp_ffc7281d48_prod',
});

const thinks = (text: string) => chunk({ delta: { content: null, reasoning_content: text } });
const says = (text: string) => chunk({ delta: { content: text, reasoning_content: null } });

/**
 * What many compatible upstreams send: thoughts in `reasoning_content`, usage in the chunk that
 * finishes.
 */
export const chatReasoning = createRecordedStream({
  source: 'https://api-docs.deepseek.com/guides/reasoning_model',
  path: '/chat/completions',
  request: {
    model: 'deepseek-reasoner',
    messages: [{ role: 'user', content: '9.11 or 9.8, which is greater?' }],
    stream: true,
  },
  frames: [
    chunk({ delta: { role: 'assistant', content: null, reasoning_content: '' } }),
    thinks('Compare'),
    thinks(' the tenths:'),
    thinks(' 1 < 8'),
    thinks(' → done.'),
    says('9.8'),
    says(' is greater'),
    says(' ✓'),
    chunk(
      { delta: { content: '', reasoning_content: null }, finish_reason: 'stop' },
      {
        usage: {
          prompt_tokens: 18,
          completion_tokens: 17,
          total_tokens: 35,
          prompt_tokens_details: { cached_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 11 },
          prompt_cache_hit_tokens: 0,
          prompt_cache_miss_tokens: 18,
        },
      },
    ),
    doneFrame,
  ],
});
