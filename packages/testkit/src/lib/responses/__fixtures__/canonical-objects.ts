import type { WireObject } from '../wire-object.ts';

export type Part = { type: string } & WireObject;

/** The smallest response that has all its members. */
export const resource = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_764_967_971,
  completed_at: null,
  status: 'in_progress',
  incomplete_details: null,
  model: 'm',
  previous_response_id: null,
  instructions: null,
  output: [],
  error: null,
  tools: [],
  tool_choice: 'auto',
  truncation: 'disabled',
  parallel_tool_calls: true,
  text: { format: { type: 'text' } },
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  top_logprobs: 0,
  temperature: 1,
  reasoning: { effort: null, summary: null },
  usage: null,
  max_output_tokens: null,
  max_tool_calls: null,
  store: true,
  background: false,
  service_tier: 'default',
  metadata: {},
  safety_identifier: null,
  prompt_cache_key: null,
};

export const usage = {
  input_tokens: 5,
  output_tokens: 3,
  total_tokens: 8,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 0 },
};

export const weatherCall = (id: string, callId: string) => ({
  id,
  type: 'function_call',
  call_id: callId,
  name: 'get_weather',
  arguments: '{"location":"SF"}',
  status: 'completed',
});

export const message = (status: string, ...content: Part[]) => ({
  id: 'msg_1',
  type: 'message',
  status,
  role: 'assistant',
  content,
});

export const hello = { type: 'output_text', text: 'Hello', annotations: [] };

export function reasoningText(text: string) {
  return { type: 'reasoning_text', text };
}
