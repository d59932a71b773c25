import type { MessagesResponse, MessagesStreamEvent } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { collectMessage } from './collect-message.ts';
import { toMessagesEvents } from './render-message.ts';

function collect(events: readonly MessagesStreamEvent[]) {
  const collector = collectMessage();
  for (const event of events) collector.push(event);
  return collector.end();
}

const message = (content: readonly object[]) =>
  ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content,
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 4, cache_read_input_tokens: 1 },
  }) as unknown as MessagesResponse;

describe('a message that is told as a stream and collected again', () => {
  it('is the same, whatever blocks it has', () => {
    const whole = message([
      { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
      { type: 'redacted_thinking', data: 'ZGF0YQ==' },
      { type: 'text', text: 'Let me see.', citations: null },
      { type: 'text', text: '', citations: null },
      { type: 'tool_use', id: 't1', name: 'f', input: { a: [1, { b: 'é' }] } },
      { type: 'tool_use', id: 't2', name: 'f', input: {} },
      { type: 'web_search_tool_result', tool_use_id: 's', content: [] },
    ]);
    expect(collect(toMessagesEvents(whole))).toEqual(whole);
  });

  it('has citations, and what its end adds', () => {
    const citation = { type: 'char_location', cited_text: 'x' };
    const start = { ...message([]), stop_reason: null };
    const events = [
      { type: 'message_start', message: start },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'citations_delta', citation } },
      {
        type: 'message_delta',
        delta: { stop_reason: 'refusal' },
        usage: { output_tokens: 9, input_tokens: null },
      },
      { type: 'message_stop' },
    ] as unknown as MessagesStreamEvent[];
    expect(collect(events)).toEqual({
      ...start,
      stop_reason: 'refusal',
      content: [{ type: 'text', text: '', citations: [citation] }],
      usage: { input_tokens: 3, output_tokens: 9, cache_read_input_tokens: 1 },
    });
  });

  it('is partial where the stream broke off, with the input that had come as text', () => {
    const events = toMessagesEvents(
      message([{ type: 'tool_use', id: 't', name: 'f', input: { city: 'Köln' } }]),
    ).slice(0, 3);
    const delta = { type: 'input_json_delta', partial_json: '{"ci' };
    events[2] = { type: 'content_block_delta', index: 0, delta } as MessagesStreamEvent;
    expect(collect(events)).toMatchObject({ stop_reason: null, content: [{ input: '{"ci' }] });
    expect(collect([])).toBeUndefined();
  });
});
