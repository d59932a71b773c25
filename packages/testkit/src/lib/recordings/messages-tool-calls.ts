import { sseFrame } from '../sse-frame.ts';
import { createRecordedStream } from './recorded-stream.ts';

interface Event {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** A block and its deltas. */
function block(index: number, content_block: object, deltas: readonly object[]): Event[] {
  return [
    { type: 'content_block_start', index, content_block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

function text(index: number, pieces: readonly string[]): Event[] {
  const deltas = pieces.map((piece) => ({ type: 'text_delta', text: piece }));
  return block(index, { type: 'text', text: '' }, deltas);
}

function toolUse(index: number, id: string, name: string, pieces: readonly string[]): Event[] {
  const deltas = pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }));
  return block(index, { type: 'tool_use', id, name, input: {} }, deltas);
}

const cache = { cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
const message = {
  id: 'msg_014p7gG3wDgGV9EUtLvnow3U',
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-4-6',
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 472, ...cache, output_tokens: 2, service_tier: 'standard' },
};

const tool = (name: string, argument: string) => ({
  name,
  input_schema: {
    type: 'object',
    properties: { [argument]: { type: 'string' } },
    required: [argument],
  },
});

const events: readonly Event[] = [
  { type: 'message_start', message },
  { type: 'ping' },
  ...text(0, ['Köln', ' und 東京', ', cafe\u0301 👩🏽‍🚀', ':']),
  ...toolUse(1, 'toolu_01T1x1fJ34qAmk2tNTrN7Up6', 'get_weather', ['', '{"ci', 'ty": "Kö', 'ln"}']),
  { type: 'ping' },
  ...toolUse(2, 'toolu_01A09q90qw90lq917835lq9', 'get_weather', ['', '{"city": "', '東京', '"}']),
  ...toolUse(3, 'toolu_01Zx8Y3sDfE6uA7hYpB3cJ9s', 'get_time', ['']),
  {
    type: 'message_delta',
    delta: { stop_reason: 'tool_use', stop_sequence: null },
    usage: { input_tokens: 472, ...cache, output_tokens: 89 },
  },
  { type: 'message_stop' },
];

/** Text, then three parallel calls, two of one tool and one without any input; pings in between. */
export const messagesToolCalls = createRecordedStream({
  source: 'https://platform.claude.com/docs/en/build-with-claude/streaming',
  path: '/messages',
  request: {
    model: 'claude-opus-4-6',
    max_tokens: 1024,
    messages: [{ role: 'user', content: 'Weather in Köln and 東京, and the time?' }],
    tools: [tool('get_weather', 'city'), tool('get_time', 'zone')],
    tool_choice: { type: 'any' },
    stream: true,
  },
  frames: events.map((event) => sseFrame(event, event.type)),
});
