import type { StreamName } from './scenario.ts';

/** One stream as its upstream tells it, frame by frame. */
export interface StreamFrames {
  /** What comes before any content. */
  opening(): string;
  /** The next piece of content. @param at its number, from 0. */
  content(at: number): string;
  /** What comes after `count` pieces. */
  closing(count: number): string;
}

export const streamFrames: Readonly<Record<StreamName, StreamFrames>> = {
  chat: {
    opening: () => chatFrame({ role: 'assistant', content: '', refusal: null }),
    content: () => chatFrame({ content: word }),
    closing: () => `${chatFrame({}, 'stop')}data: [DONE]\n\n`,
  },
  responses: {
    opening: () =>
      responsesFrame(0, { type: 'response.created', response: responseWith('in_progress', []) }) +
      responsesFrame(1, {
        type: 'response.in_progress',
        response: responseWith('in_progress', []),
      }) +
      responsesFrame(2, {
        type: 'response.output_item.added',
        output_index: 0,
        item: messageWith('in_progress', []),
      }) +
      responsesFrame(3, { type: 'response.content_part.added', ...place, part: partWith('') }),
    content: (at) =>
      responsesFrame(4 + at, {
        type: 'response.output_text.delta',
        ...place,
        delta: word,
        logprobs: [],
      }),
    closing(count) {
      const text = word.repeat(count);
      const item = messageWith('completed', [partWith(text)]);
      return [
        { type: 'response.output_text.done', ...place, text, logprobs: [] },
        { type: 'response.content_part.done', ...place, part: partWith(text) },
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.completed', response: responseWith('completed', [item]) },
      ]
        .map((event, at) => responsesFrame(4 + count + at, event))
        .join('');
    },
  },
};

const word = ' token';
const place = { item_id: 'msg_bench', output_index: 0, content_index: 0 };

function chatFrame(delta: object, finish_reason: string | null = null): string {
  const chunk = {
    id: 'chatcmpl-bench0000000000000000000000',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'upstream-model-2026-01-01',
    service_tier: 'default',
    system_fingerprint: 'fp_bench',
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function responsesFrame(sequence_number: number, event: ResponsesEvent): string {
  const { type, ...rest } = event;
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number, ...rest })}\n\n`;
}

type ResponsesEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

const partWith = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] });

function messageWith(status: string, content: readonly object[]) {
  return { id: 'msg_bench', type: 'message', role: 'assistant', status, content };
}

function responseWith(status: string, output: readonly object[]) {
  const isOver = status === 'completed';
  const usage = {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 10,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 20,
  };
  return {
    id: 'resp_bench',
    object: 'response',
    created_at: 1_790_000_000,
    completed_at: isOver ? 1_790_000_001 : null,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    max_tool_calls: null,
    metadata: {},
    model: 'upstream-model-2026-01-01',
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    prompt_cache_key: null,
    reasoning: { effort: null, summary: null },
    safety_identifier: null,
    service_tier: 'default',
    store: false,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled',
    usage: isOver ? usage : null,
    presence_penalty: 0,
    frequency_penalty: 0,
  };
}
