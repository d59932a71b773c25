import { createRecordedStream } from './recorded-stream.ts';
import { numberFrames, type UnnumberedEvent } from './responses-frames.ts';

const usage = {
  input_tokens: 84,
  input_tokens_details: { cached_tokens: 64 },
  output_tokens: 17,
  output_tokens_details: { reasoning_tokens: 11, tool_output_tokens: 0 },
  total_tokens: 101,
};

/** It has fewer members than OpenAI's. */
const snapshot = (status: string, more: object = {}) => ({
  response: {
    id: 'resp_8c1f4e5d2a9b4f0e8d7c6b5a49382716',
    created_at: 1_764_968_540,
    incomplete_details: null,
    instructions: null,
    metadata: null,
    model: 'openai/gpt-oss-20b',
    object: 'response',
    output: [],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    background: false,
    max_output_tokens: 130_988,
    max_tool_calls: null,
    previous_response_id: null,
    prompt: null,
    reasoning: null,
    service_tier: 'auto',
    status,
    text: null,
    top_logprobs: null,
    truncation: 'disabled',
    usage: null,
    user: null,
    ...more,
  },
});

const thoughtPieces = ['Compare', ' the tenths:', ' 1 < 8', ' → done.'];
const thoughtPart = { type: 'reasoning_text', text: thoughtPieces.join('') };
const thought = (id: string, status: string | null, ...content: object[]) => ({
  id,
  summary: [],
  type: 'reasoning',
  content: content.length > 0 ? content : null,
  encrypted_content: null,
  status,
});

const answerPieces = ['9.8', ' is', ' greater', ' ✓'];
const answerPart = {
  annotations: [],
  text: answerPieces.join(''),
  type: 'output_text',
  logprobs: null,
};
const answer = (id: string, status: string, ...content: object[]) => ({
  id,
  content,
  role: 'assistant',
  status,
  type: 'message',
});

const thoughtId = 'msg_3d2c1b0a9f8e4d7c';
const answerId = 'msg_6a5b4c3d2e1f4a9b';
const inThought = { item_id: thoughtId, output_index: 0, content_index: 0 };
// The count goes on from item to item.
const inAnswer = { item_id: answerId, output_index: 1, content_index: 1 };

const thoughtEvents: UnnumberedEvent[] = [
  ['response.output_item.added', { output_index: 0, item: thought(thoughtId, 'in_progress') }],
  ['response.reasoning_part.added', { ...inThought, part: { ...thoughtPart, text: '' } }],
  ...thoughtPieces.map(
    (delta): UnnumberedEvent => ['response.reasoning_text.delta', { ...inThought, delta }],
  ),
  ['response.reasoning_text.done', { ...inThought, text: thoughtPart.text }],
  ['response.reasoning_part.done', { ...inThought, part: thoughtPart }],
  [
    'response.output_item.done',
    { output_index: 0, item: thought(thoughtId, 'completed', thoughtPart) },
  ],
];

const answerEvents: UnnumberedEvent[] = [
  ['response.output_item.added', { output_index: 1, item: answer(answerId, 'in_progress') }],
  ['response.content_part.added', { ...inAnswer, part: { ...answerPart, text: '', logprobs: [] } }],
  ...answerPieces.map(
    (delta): UnnumberedEvent => [
      'response.output_text.delta',
      { ...inAnswer, delta, logprobs: [] },
    ],
  ),
  ['response.output_text.done', { ...inAnswer, text: answerPart.text, logprobs: [] }],
  ['response.content_part.done', { ...inAnswer, part: answerPart }],
  [
    'response.output_item.done',
    { output_index: 1, item: answer(answerId, 'completed', answerPart) },
  ],
];

/**
 * Raw reasoning as vLLM streams it, which breaks rules: events of its own open and close the part
 * (`response.reasoning_part.*`), `content_index` goes on from one item to the next, members are
 * missing or null, and the final output has other ids.
 */
export const responsesVllm = createRecordedStream({
  source: 'https://docs.vllm.ai/en/v0.18.0/api/vllm/entrypoints/openai/responses/protocol/',
  path: '/responses',
  request: { model: 'openai/gpt-oss-20b', input: '9.11 or 9.8, which is greater?', stream: true },
  frames: numberFrames([
    ['response.created', snapshot('in_progress')],
    ['response.in_progress', snapshot('in_progress')],
    ...thoughtEvents,
    ...answerEvents,
    [
      'response.completed',
      snapshot('completed', {
        output: [
          thought('rs_1f2e3d4c5b6a4978', null, thoughtPart),
          answer('msg_9e8d7c6b5a494837', 'completed', answerPart),
        ],
        usage,
      }),
    ],
  ]),
});
