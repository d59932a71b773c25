import { doneFrame } from '../sse-frame.ts';
import { createChunkFrames } from './chat-chunk.ts';
import { createRecordedStream } from './recorded-stream.ts';

const chunk = createChunkFrames({
  id: 'chatcmpl-D4n1G8uPqJtR5wXyZaBcDeFg',
  created: 1_764_968_102,
  model: 'gpt-4o-2024-08-06',
  service_tier: 'default',
  system_fingerprint: 'fp_cbf1785567',
});

const opens = (index: number, id: string, name: string) =>
  chunk({
    delta: { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] },
  });
const adds = (index: number, text: string) =>
  chunk({ delta: { tool_calls: [{ index, function: { arguments: text } }] } });

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const time = {
  type: 'function',
  function: {
    name: 'get_time',
    parameters: { type: 'object', properties: { zone: { type: 'string' } }, required: ['zone'] },
  },
};

/**
 * Three parallel calls, two of one function, whose arguments arrive by turns: only `index` tells
 * them apart. Compatible upstreams send them so; OpenAI itself finishes one before it opens the
 * next.
 */
export const chatToolCalls = createRecordedStream({
  source: 'https://platform.openai.com/docs/guides/function-calling#streaming',
  path: '/chat/completions',
  request: {
    model: 'gpt-4o',
    messages: [{ role: 'user', content: 'Weather in Köln and 東京, and the time in Köln?' }],
    tools: [weather, time],
    tool_choice: 'required',
    stream: true,
  },
  frames: [
    chunk({ delta: { role: 'assistant', content: null, refusal: null } }),
    opens(0, 'call_mGx2Q8vT1nKzR4wL', 'get_weather'),
    adds(0, '{"ci'),
    opens(1, 'call_7hYpB3cJ9sDfE6uA', 'get_weather'),
    adds(1, '{"city":'),
    adds(0, 'ty":"Kö'),
    opens(2, 'call_Zt5VqN0xW8iM2oRk', 'get_time'),
    adds(1, '"東'),
    adds(2, '{"zone":"Europe'),
    adds(0, 'ln"}'),
    adds(2, '/Berlin"'),
    adds(1, '京"}'),
    adds(2, '}'),
    chunk({ finish_reason: 'tool_calls' }),
    doneFrame,
  ],
});
