import assert from 'node:assert/strict';
import type { MessagesContentBlock, MessagesResponse, MessagesStreamEvent } from '@gw/schema';

/** A message put together from the events of its stream. */
export function joinMessage(events: readonly MessagesStreamEvent[]): MessagesResponse {
  const [first] = events;
  assert.ok(first?.type === 'message_start', 'a message begins with its head');
  assert.equal(events.at(-1)?.type, 'message_stop', 'it ends with its end');
  const ending = events.find((event) => event.type === 'message_delta');
  assert.ok(ending, 'it says why it ends');
  const content = events.flatMap((event) =>
    event.type === 'content_block_start' ? [joinBlock(event, events)] : [],
  );
  const usage = { ...first.message.usage, ...ending.usage };
  return { ...first.message, ...ending.delta, content, usage } as MessagesResponse;
}

type BlockStart = Extract<MessagesStreamEvent, { type: 'content_block_start' }>;

/** Text and input of calls: the suite looks at nothing else. */
function joinBlock(
  { index, content_block: block }: BlockStart,
  events: readonly MessagesStreamEvent[],
): MessagesContentBlock {
  const deltas = events.flatMap((event) =>
    event.type === 'content_block_delta' && event.index === index ? [event.delta] : [],
  );
  const written = deltas.map((delta) => {
    if (delta.type === 'text_delta') return delta.text;
    return delta.type === 'input_json_delta' ? delta.partial_json : '';
  });
  const text = written.join('');
  if (block.type === 'text') return { ...block, text };
  return block.type === 'tool_use' ? { ...block, input: JSON.parse(text || '{}') } : block;
}
