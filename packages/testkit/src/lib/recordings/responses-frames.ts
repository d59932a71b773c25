import { sseFrame } from '../sse-frame.ts';

/** An event without its number. */
export type UnnumberedEvent = readonly [type: string, members: object];

/** Frames of named events, numbered from 0. */
export function numberFrames(events: readonly UnnumberedEvent[]): string[] {
  return events.map(([type, members], sequence_number) =>
    sseFrame({ type, sequence_number, ...members }, type),
  );
}

/** The members that every response of OpenAI has, with `more` for those that this one sets. */
export function createSnapshots(common: { id: string; created_at: number; model: string }) {
  const { id, created_at, model } = common;
  return (status: string, more: object = {}) => ({
    response: {
      id,
      object: 'response',
      created_at,
      status,
      background: false,
      completed_at: null,
      error: null,
      frequency_penalty: 0,
      incomplete_details: null,
      instructions: null,
      max_output_tokens: null,
      max_tool_calls: null,
      model,
      output: [],
      parallel_tool_calls: true,
      presence_penalty: 0,
      previous_response_id: null,
      prompt_cache_key: null,
      prompt_cache_retention: null,
      reasoning: { effort: null, summary: null },
      safety_identifier: null,
      service_tier: status === 'in_progress' ? 'auto' : 'default',
      store: true,
      temperature: 1,
      text: { format: { type: 'text' }, verbosity: 'medium' },
      tool_choice: 'auto',
      tools: [],
      top_logprobs: 0,
      top_p: 1,
      truncation: 'disabled',
      usage: null,
      user: null,
      metadata: {},
      ...more,
    },
  });
}

/** Token counts: read, written, and what of this was reasoning. */
export function usageOf(input: number, output: number, reasoning = 0) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}

/** A message of one text, piece by piece, as OpenAI streams it; and the message itself. */
export function streamMessage(id: string, output_index: number, pieces: readonly string[]) {
  const text = pieces.join('');
  const part = { type: 'output_text', annotations: [], logprobs: [], text };
  const opened = { id, type: 'message', status: 'in_progress', content: [], role: 'assistant' };
  const item = { ...opened, status: 'completed', content: [part] };
  const place = { item_id: id, output_index, content_index: 0 };
  const events: UnnumberedEvent[] = [
    ['response.output_item.added', { output_index, item: opened }],
    ['response.content_part.added', { ...place, part: { ...part, text: '' } }],
    ...pieces.map(
      (delta, at): UnnumberedEvent => [
        'response.output_text.delta',
        { ...place, delta, logprobs: [], obfuscation: 'kQ7pZ3dF9waX0mT5'.slice(at % 9) },
      ],
    ),
    ['response.output_text.done', { ...place, text, logprobs: [] }],
    ['response.content_part.done', { ...place, part }],
    ['response.output_item.done', { output_index, item }],
  ];
  return { item, events };
}
