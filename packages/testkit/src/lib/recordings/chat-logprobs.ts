import { doneFrame } from '../sse-frame.ts';
import { createChunkFrames } from './chat-chunk.ts';
import { createRecordedStream } from './recorded-stream.ts';

const chunk = createChunkFrames({
  id: 'chatcmpl-D4n7aKfH2mWsQxNcVbR9tYuJ',
  created: 1_764_968_311,
  model: 'gpt-4o-mini-2024-07-18',
  service_tier: 'default',
  system_fingerprint: 'fp_3e7d64a1c2',
});

const alternative = (token: string, logprob: number, bytes: readonly number[] | null) => ({
  token,
  logprob,
  bytes,
});
const entry = (
  token: string,
  logprob: number,
  bytes: readonly number[] | null,
  top_logprobs: readonly object[],
) => ({ token, logprob, bytes, top_logprobs });
const says = (content: string, ...entries: readonly object[]) =>
  chunk({ delta: { content }, logprobs: { content: entries, refusal: null } });

/**
 * Log probabilities with two alternatives a token. The wave is one character made of two tokens,
 * which have their bytes but no text of their own; the last token has no bytes at all, which the
 * wire allows.
 */
export const chatLogprobs = createRecordedStream({
  source: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming',
  path: '/chat/completions',
  request: {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Say hi with a wave.' }],
    logprobs: true,
    top_logprobs: 2,
    stream: true,
  },
  frames: [
    chunk({
      delta: { role: 'assistant', content: '', refusal: null },
      logprobs: { content: [], refusal: null },
    }),
    says(
      'Hi',
      entry(
        'Hi',
        -0.0312,
        [72, 105],
        [
          alternative('Hi', -0.0312, [72, 105]),
          alternative('Hello', -3.5625, [72, 101, 108, 108, 111]),
        ],
      ),
    ),
    says(
      ' 👋',
      entry(
        'bytes:\\x20\\xf0\\x9f',
        -0.002,
        [32, 240, 159],
        [
          alternative('bytes:\\x20\\xf0\\x9f', -0.002, [32, 240, 159]),
          alternative('!', -6.25, [33]),
        ],
      ),
      entry(
        'bytes:\\x91\\x8b',
        -0.0001,
        [145, 139],
        [
          alternative('bytes:\\x91\\x8b', -0.0001, [145, 139]),
          alternative('bytes:\\x98\\x8a', -9999, [152, 138]),
        ],
      ),
    ),
    says('!', entry('!', -0.7, null, [alternative('!', -0.7, null), alternative('.', -1.2, null)])),
    chunk({ finish_reason: 'stop' }),
    doneFrame,
  ],
});
