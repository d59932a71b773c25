import type { StreamFrame } from '../lib/provider.ts';
import { framesOfText } from './chat-wire.ts';

type Members = Record<string, unknown>;

/** The least that a response of a native upstream says of itself. */
export function upstreamResponse(members: Members = {}): Members {
  return {
    id: 'resp_up',
    object: 'response',
    created_at: 1700000000,
    status: 'completed',
    model: 'upstream-model',
    store: false,
    output: [messageItem('Hello')],
    usage: {
      input_tokens: 7,
      output_tokens: 3,
      total_tokens: 10,
      input_tokens_details: { cached_tokens: 2 },
      output_tokens_details: { reasoning_tokens: 1 },
    },
    ...members,
  };
}

export function messageItem(text: string, members: Members = {}): Members {
  const content = [{ type: 'output_text', text, annotations: [] }];
  return {
    id: 'msg_up',
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content,
    ...members,
  };
}

/** The events of a native stream that says `texts`, in one message. */
export function textEvents(...texts: readonly string[]): Members[] {
  const place = { item_id: 'msg_up', output_index: 0, content_index: 0 };
  const whole = texts.join('');
  const begun = upstreamResponse({ status: 'in_progress', output: [], usage: null });
  const part = { type: 'output_text', text: whole, annotations: [] };
  return numbered([
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...messageItem(''), status: 'in_progress', content: [] },
    },
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...texts.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text: whole },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index: 0, item: messageItem(whole) },
    {
      type: 'response.completed',
      response: upstreamResponse({ output: [messageItem(whole)] }),
    },
  ]);
}

/** Events with the numbers that an upstream gives them. */
export function numbered(events: readonly Members[]): Members[] {
  return events.map((event, sequence_number) => ({ sequence_number, ...event }));
}

/** Events as OpenAI writes them: named, without `[DONE]`. */
export function textOfEvents(events: readonly Members[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

/** Events as frames with the bytes that they came in. */
export function framesOfEvents(events: readonly Members[]): StreamFrame[] {
  return framesOfText(textOfEvents(events));
}
