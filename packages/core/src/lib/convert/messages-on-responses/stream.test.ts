import type { MessagesRequest, MessagesStreamEvent, ResponsesStreamEvent } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { unwrapOpaque } from '../../opaque.ts';
import { createTestContext } from '../responses-on-chat/__fixtures__/stream-context.ts';
import { checkMessage } from './__fixtures__/message-checker.ts';
import { messagesOnResponses } from './messages-on-responses.ts';
import { openResponsesToMessages } from './stream.ts';

const request: MessagesRequest = {
  model: 'asked',
  max_tokens: 64,
  messages: [{ role: 'user', content: 'x'.repeat(40) }],
};

function toEvents(
  events: readonly object[],
  context = createTestContext(),
): readonly MessagesStreamEvent[] {
  const stream = openResponsesToMessages(request, context);
  const pushed = events.flatMap((event) => stream.push(event as ResponsesStreamEvent));
  return [...pushed, ...stream.end()];
}

/** What stands between the beginning and the end. */
function blocksOf(events: readonly object[], context = createTestContext()): unknown[] {
  const told = toEvents(events, context);
  expect(checkMessage(told)).toEqual([]);
  return told.slice(1, -2);
}

const created = { type: 'response.created', response: { model: 'up', service_tier: 'priority' } };
const ended = (type: 'completed' | 'incomplete', response: object = {}) => ({
  type: `response.${type}`,
  response,
});
const item = (type: 'added' | 'done', members: object, output_index = 0) => ({
  type: `response.output_item.${type}`,
  output_index,
  item: members,
});
const delta = (type: string, delta: string, output_index = 0, members: object = {}) => ({
  type: `response.${type}.delta`,
  output_index,
  item_id: `item_${output_index}`,
  delta,
  ...members,
});
const message = (at = 0, content: unknown = []) => ({ type: 'message', id: `item_${at}`, content });
const call = (at = 0, members: object = {}) => ({
  type: 'function_call',
  id: `item_${at}`,
  call_id: `call_${at}`,
  name: 'get',
  arguments: '',
  ...members,
});
const reasoning = (members: object = {}) => ({
  type: 'reasoning',
  id: 'item_0',
  summary: [],
  ...members,
});

const start = (index: number, content_block: object) => ({
  type: 'content_block_start',
  index,
  content_block,
});
const grow = (index: number, delta: object) => ({ type: 'content_block_delta', index, delta });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const textBlock = { type: 'text', text: '', citations: null };
const text = (text: string) => ({ type: 'text_delta', text });
const thinkingBlock = { type: 'thinking', thinking: '', signature: '' };
const thinking = (thinking: string) => ({ type: 'thinking_delta', thinking });
const toolBlock = (id: string) => ({
  type: 'tool_use',
  id,
  name: 'get',
  input: {},
  caller: { type: 'direct' },
});
const json = (partial_json: string) => ({ type: 'input_json_delta', partial_json });

describe('a text', () => {
  test('is one block of a whole message', () => {
    const usage = {
      input_tokens: 100,
      output_tokens: 20,
      input_tokens_details: { cached_tokens: 30, cache_write_tokens: 10 },
      output_tokens_details: { reasoning_tokens: 5 },
    };
    const events = [
      created,
      { type: 'response.in_progress', response: {} },
      item('added', message()),
      delta('output_text', 'Hel'),
      delta('output_text', 'lo'),
      { type: 'response.output_text.done', item_id: 'item_0', text: 'Hello' },
      item('done', message(0, [{ type: 'output_text', text: 'Hello', annotations: [] }])),
      ended('completed', { usage }),
    ];
    const nothing = { container: null, stop_details: null };
    expect(toEvents(events)).toEqual([
      {
        type: 'message_start',
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'up',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          diagnostics: null,
          ...nothing,
          usage: {
            input_tokens: 0,
            output_tokens: 0,
            cache_creation_input_tokens: null,
            cache_read_input_tokens: null,
            cache_creation: null,
            output_tokens_details: null,
            server_tool_use: null,
            service_tier: 'priority',
            inference_geo: null,
            speed: null,
          },
        },
      },
      start(0, textBlock),
      grow(0, text('Hel')),
      grow(0, text('lo')),
      stop(0),
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null, ...nothing },
        usage: {
          input_tokens: 60,
          output_tokens: 20,
          cache_creation_input_tokens: 10,
          cache_read_input_tokens: 30,
          output_tokens_details: { thinking_tokens: 5 },
          server_tool_use: null,
        },
      },
      { type: 'message_stop' },
    ]);
  });

  test('in parts is one block still: some upstreams count a part for every token', () => {
    const events = [
      item('added', message()),
      delta('output_text', 'a', 0, { content_index: 0 }),
      delta('output_text', 'b', 0, { content_index: 1 }),
      item('done', message()),
    ];
    expect(blocksOf(events)).toEqual([
      start(0, textBlock),
      grow(0, text('a')),
      grow(0, text('b')),
      stop(0),
    ]);
  });

  test('loses what it cites, which is told once', () => {
    const context = createTestContext();
    const annotation = { type: 'url_citation', url: 'https://example.com' };
    const events = [
      item('added', message()),
      delta('output_text', 'a'),
      { type: 'response.output_text.annotation.added', item_id: 'item_0', annotation },
      item('done', message(0, [{ type: 'output_text', text: 'a', annotations: [annotation] }])),
    ];
    expect(blocksOf(events, context)).toEqual([start(0, textBlock), grow(0, text('a')), stop(0)]);
    expect(context.warnings).toEqual([
      'What the answer cites was left out: a message cannot say it.',
    ]);
  });
});

describe('a call', () => {
  test('begins without input, which follows as JSON', () => {
    const events = [
      item('added', call()),
      delta('function_call_arguments', '{"a"'),
      delta('function_call_arguments', ':1}'),
      { type: 'response.function_call_arguments.done', item_id: 'item_0', arguments: '{"a":1}' },
      item('done', call(0, { arguments: '{"a":1}' })),
    ];
    expect(blocksOf(events)).toEqual([
      start(0, toolBlock('call_0')),
      grow(0, json('{"a"')),
      grow(0, json(':1}')),
      stop(0),
    ]);
  });

  test('without arguments has no delta', () => {
    expect(blocksOf([item('added', call()), item('done', call())])).toEqual([
      start(0, toolBlock('call_0')),
      stop(0),
    ]);
  });

  test('without an id gets one', () => {
    expect(blocksOf([item('done', call(0, { call_id: null, arguments: '{}' }))])).toEqual([
      start(0, toolBlock('toolu_1')),
      grow(0, json('{}')),
      stop(0),
    ]);
  });

  test('that grows beside others waits for those in front of it', () => {
    const events = [
      item('added', call(0), 0),
      item('added', call(1), 1),
      delta('function_call_arguments', '{"b"', 1),
      delta('function_call_arguments', '{}', 0),
      delta('function_call_arguments', ':1}', 1),
      item('added', message(2), 2),
      delta('output_text', 'c', 2),
      item('done', call(1), 1),
      item('done', call(0), 0),
      delta('output_text', 'd', 2),
      item('done', message(2), 2),
    ];
    expect(blocksOf(events)).toEqual([
      start(0, toolBlock('call_0')),
      grow(0, json('{}')),
      stop(0),
      start(1, toolBlock('call_1')),
      grow(1, json('{"b"')),
      grow(1, json(':1}')),
      stop(1),
      start(2, textBlock),
      grow(2, text('c')),
      grow(2, text('d')),
      stop(2),
    ]);
  });

  test('whose turn it is does not wait at all', () => {
    const stream = openResponsesToMessages(request, createTestContext());
    const push = (event: object) => stream.push(event as ResponsesStreamEvent);
    push(item('added', call(0), 0));
    push(item('added', call(1), 1));
    expect(push(delta('function_call_arguments', '{', 1))).toEqual([]);
    expect(push(delta('function_call_arguments', '{', 0))).toEqual([grow(0, json('{'))]);
  });

  test('that was cut off keeps the text that came, in the whole message too', () => {
    const cut = { status: 'incomplete', output: [call(0, { arguments: '{"a": "b' })] };
    const told = messagesOnResponses.response(cut as never, request, createTestContext());
    expect(told).toMatchObject({
      content: [{ type: 'tool_use', input: '{"a": "b' }],
      stop_reason: 'max_tokens',
    });
  });
});

describe('reasoning', () => {
  const summaryDelta = (text: string, summary_index: number) =>
    delta('reasoning_summary_text', text, 0, { summary_index });

  /** The last delta, or the block without text, with what is wrapped in it. */
  function opened(events: readonly unknown[]): unknown[] {
    return JSON.parse(JSON.stringify(events), (key, value) => {
      const isOpaque = (key === 'signature' || key === 'data') && value !== '';
      return isOpaque ? unwrapOpaque(value) : value;
    });
  }
  const wrapped = (content: object) => ({ boundary: 'test', content });

  test('is a block whose parts are paragraphs, signed with what its maker wants back', () => {
    const events = [
      item('added', reasoning()),
      summaryDelta('a', 0),
      summaryDelta('b', 0),
      summaryDelta('c', 1),
      item('done', reasoning({ encrypted_content: 'X' })),
    ];
    const signature = wrapped({
      id: 'item_0',
      encrypted_content: 'X',
      summary: ['ab', 'c'],
      content: [],
    });
    expect(opened(blocksOf(events))).toEqual([
      start(0, thinkingBlock),
      grow(0, thinking('a')),
      grow(0, thinking('b')),
      grow(0, thinking('\n\nc')),
      grow(0, { type: 'signature_delta', signature }),
      stop(0),
    ]);
  });

  test.each(['reasoning', 'reasoning_text'])('as it was written, in %s deltas', (type) => {
    const events = [item('added', reasoning()), delta(type, 'a'), item('done', reasoning())];
    const signature = wrapped({ summary: [], content: ['a'] });
    expect(opened(blocksOf(events))).toEqual([
      start(0, thinkingBlock),
      grow(0, thinking('a')),
      grow(0, { type: 'signature_delta', signature }),
      stop(0),
    ]);
  });

  test('that only its maker can read is a block of its own kind', () => {
    const events = [item('done', reasoning({ encrypted_content: 'X' }))];
    const data = wrapped({ id: 'item_0', encrypted_content: 'X' });
    expect(opened(blocksOf(events))).toEqual([
      start(0, { type: 'redacted_thinking', data }),
      stop(0),
    ]);
  });

  test('that nobody ended is signed all the same', () => {
    const events = [item('added', reasoning()), summaryDelta('a', 0)];
    expect(opened(blocksOf(events))).toEqual([
      start(0, thinkingBlock),
      grow(0, thinking('a')),
      grow(0, { type: 'signature_delta', signature: wrapped({}) }),
      stop(0),
    ]);
  });

  test('in which there is nothing is no block', () => {
    expect(blocksOf([item('added', reasoning()), item('done', reasoning())])).toEqual([]);
  });
});

describe('why it ended', () => {
  const said = (part: object) => item('done', message(0, [part]));
  const refusal = said({ type: 'refusal', refusal: 'No.' });
  const filtered = { incomplete_details: { reason: 'content_filter' } };
  const cutOff = { incomplete_details: { reason: 'max_output_tokens' } };

  test.each<[string, object[], string]>([
    ['nothing was said', [ended('completed')], 'end_turn'],
    ['all was said', [said({ type: 'output_text', text: 'a' }), ended('completed')], 'end_turn'],
    ['a call', [item('done', call()), ended('completed')], 'tool_use'],
    ['a refusal', [refusal, ended('completed')], 'refusal'],
    ['a filter', [ended('incomplete', filtered)], 'refusal'],
    ['the limit', [ended('incomplete', cutOff)], 'max_tokens'],
    ['the limit within a call', [item('added', call()), ended('incomplete', cutOff)], 'max_tokens'],
    ['nobody told', [ended('incomplete', { incomplete_details: null })], 'max_tokens'],
  ])('%s', (_, events, reason) => {
    expect(toEvents(events).at(-2)).toMatchObject({ delta: { stop_reason: reason } });
  });

  test('a refusal is told as text', () => {
    expect(blocksOf([refusal])).toEqual([start(0, textBlock), grow(0, text('No.')), stop(0)]);
    const streamed = [
      item('added', message()),
      delta('output_text', 'a'),
      delta('refusal', 'b'),
      { type: 'response.refusal.done', item_id: 'item_0', refusal: 'bc' },
    ];
    expect(blocksOf(streamed)).toEqual([
      start(0, textBlock),
      grow(0, text('a')),
      stop(0),
      start(1, textBlock),
      grow(1, text('b')),
      grow(1, text('c')),
      stop(1),
    ]);
  });
});

describe('what it cost', () => {
  const usageOf = (response: object, said: readonly object[] = []) =>
    (toEvents([...said, ended('completed', response)]).at(-2) as { usage: unknown }).usage;
  const nothing = {
    cache_creation_input_tokens: null,
    cache_read_input_tokens: null,
    output_tokens_details: null,
    server_tool_use: null,
  };

  test('is counted by us where nobody told, and marked so', () => {
    const events = [item('added', message()), delta('output_text', 'x'.repeat(20))];
    const estimate = { input_tokens: 10, output_tokens: 5, estimated: true };
    expect(usageOf({}, events)).toEqual({ ...nothing, ...estimate });
    expect(usageOf({ usage: null }, events)).toEqual({ ...nothing, ...estimate });
    const before = { input_tokens: 7, output_tokens: 3, estimated: true };
    expect(usageOf({ usage: before })).toEqual({ ...nothing, ...before });
  });

  test.each([
    [{}, { input_tokens: 0, output_tokens: 0 }],
    [
      { input_tokens: 7, input_tokens_details: null },
      { input_tokens: 7, output_tokens: 0 },
    ],
    [
      { input_tokens: '7', output_tokens: -1 },
      { input_tokens: 0, output_tokens: 0 },
    ],
    [
      { input_tokens: 7, input_tokens_details: { cached_tokens: 9 } },
      { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 9 },
    ],
  ])('%j', (usage, told) => {
    expect(usageOf({ usage })).toEqual({ ...nothing, ...told });
  });
});

describe('an upstream may send anything', () => {
  test('output that messages have no blocks for is left out, which is told once a kind', () => {
    const context = createTestContext();
    const others = ['web_search_call', 'web_search_call', 'custom_tool_call', 'constructor'];
    const events = others.map((type, at) => item('done', { type, id: `${type}_${at}` }, at));
    expect(blocksOf(events, context)).toEqual([]);
    expect(context.warnings).toEqual([
      'Output of type "web_search_call" was left out: a message cannot say it.',
      'Output of type "custom_tool_call" was left out: a message cannot say it.',
      'Output of type "constructor" was left out: a message cannot say it.',
    ]);
  });

  test('an item that is not told as done ends with the answer', () => {
    const events = [
      item('added', message(0), 0),
      delta('output_text', 'a', 0),
      item('added', message(1), 1),
      delta('output_text', 'b', 1),
    ];
    expect(blocksOf(events)).toEqual([
      start(0, textBlock),
      grow(0, text('a')),
      stop(0),
      start(1, textBlock),
      grow(1, text('b')),
      stop(1),
    ]);
  });

  test('a response that ends with its items once more, under other names, is not told twice', () => {
    const content = [{ type: 'output_text', text: 'a' }];
    const events = [
      item('done', message(0, content)),
      ended('completed', { output: [{ ...message(0, content), id: 'renamed' }] }),
    ];
    expect(blocksOf(events)).toEqual([start(0, textBlock), grow(0, text('a')), stop(0)]);
  });

  test('what is said of an item behind its end is not told', () => {
    const events = [
      item('done', message(0, [{ type: 'output_text', text: 'a' }])),
      item('done', message(0, [{ type: 'output_text', text: 'ab' }])),
      delta('output_text', 'c'),
    ];
    expect(blocksOf(events)).toEqual([start(0, textBlock), grow(0, text('a')), stop(0)]);
  });

  test('nor is what is said of one that is whole, and waits', () => {
    const events = [
      item('added', call(0), 0),
      item('done', message(1, [{ type: 'output_text', text: 'a' }]), 1),
      delta('output_text', 'b', 1),
      item('done', call(0), 0),
    ];
    expect(blocksOf(events)).toEqual([
      start(0, toolBlock('call_0')),
      stop(0),
      start(1, textBlock),
      grow(1, text('a')),
      stop(1),
    ]);
  });

  test.each([
    [{}],
    [{ type: null }],
    [{ type: 'constructor' }],
    [{ type: 'response.created', response: null }],
    [{ type: 'response.output_item.added' }],
    [{ type: 'response.output_item.added', item: [] }],
    [{ type: 'response.output_item.done', item: { type: 'message', content: null } }],
    [{ type: 'response.output_item.done', item: { type: 'message', content: [null, 'a', {}] } }],
    [{ type: 'response.output_item.done', item: { type: 'reasoning', summary: null } }],
    [{ type: 'response.output_item.done', item: { type: 'reasoning', summary: [null, {}] } }],
    [{ type: 'response.output_item.done', item: { type: null } }],
    [{ type: 'response.output_text.delta', delta: null }],
    [{ type: 'response.output_text.delta', delta: { text: 'a' } }],
    [{ type: 'response.function_call_arguments.delta', delta: '{}' }],
    [{ type: 'response.function_call_arguments.done', arguments: '{}' }],
    [{ type: 'response.completed', response: { output: null, usage: [] } }],
    [{ type: 'response.completed', response: { output: [null, 7] } }],
    [{ type: 'response.completed' }],
  ])('%j says nothing', (event) => {
    expect(blocksOf([event])).toEqual([]);
  });

  test.each([[{}], [{ output: null }], [{ output: [null, 'a', {}] }], [{ output: {} }]])(
    'a whole response of %j is a message that says nothing',
    (response) => {
      const told = messagesOnResponses.response(response as never, request, createTestContext());
      expect(told).toMatchObject({ type: 'message', content: [], stop_reason: 'end_turn' });
    },
  );
});
