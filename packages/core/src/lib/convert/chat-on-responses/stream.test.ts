import type { ChatChunk, ChatRequest, ResponsesStreamEvent } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import {
  createTestContext,
  type TestContext,
} from '../responses-on-chat/__fixtures__/stream-context.ts';
import { openResponsesToChat } from './stream.ts';

const created = {
  type: 'response.created',
  response: { id: 'resp_1', created_at: 1700000000, model: 'up', service_tier: 'auto' },
};

function toChunks(
  events: readonly object[],
  request: object = {},
  context: TestContext = createTestContext(),
): ChatChunk[] {
  const stream = openResponsesToChat({ model: 'asked', messages: [], ...request }, context);
  const pushed = events.flatMap((event) => stream.push(event as ResponsesStreamEvent));
  return [...pushed, ...stream.end()];
}

/** What the chunks between the role and the finish say. */
function deltasOf(events: readonly object[], request: Partial<ChatRequest> = {}): unknown[] {
  const choices = toChunks([created, ...events], request).flatMap((chunk) => chunk.choices);
  return choices.slice(1, -1).map(({ delta }) => delta);
}

function finishOf(events: readonly object[]): unknown {
  return toChunks(events).find(({ choices }) => choices[0]?.finish_reason)?.choices[0]
    ?.finish_reason;
}

const completed = (response: object = {}) => ({ type: 'response.completed', response });
const incomplete = (reason?: string) => ({
  type: 'response.incomplete',
  response: { incomplete_details: reason === undefined ? null : { reason } },
});
const inPart = (members: object, id = 'msg_1', output_index = 0) => ({
  item_id: id,
  output_index,
  content_index: 0,
  ...members,
});
const textDelta = (delta: string, members: object = {}) =>
  inPart({ type: 'response.output_text.delta', delta, ...members });
const item = (type: 'added' | 'done', members: object, output_index = 0) => ({
  type: `response.output_item.${type}`,
  output_index,
  item: members,
});
const textPart = (text: string, members: object = {}) => ({
  type: 'output_text',
  text,
  annotations: [],
  ...members,
});

describe('a text', () => {
  const events = [
    created,
    { type: 'response.in_progress', response: {} },
    item('added', { type: 'message', id: 'msg_1', content: [] }),
    inPart({ type: 'response.content_part.added', part: textPart('') }),
    textDelta('Hel', { obfuscation: 'xyz' }),
    textDelta('lo'),
    inPart({ type: 'response.output_text.done', text: 'Hello' }),
    inPart({ type: 'response.content_part.done', part: textPart('Hello') }),
    item('done', { type: 'message', id: 'msg_1', content: [textPart('Hello')] }),
    completed({
      service_tier: 'default',
      output: [{ type: 'message', id: 'msg_1', content: [textPart('Hello')] }],
      usage: {
        input_tokens: 7,
        output_tokens: 5,
        total_tokens: 12,
        input_tokens_details: { cached_tokens: 4, cache_write_tokens: 1 },
        output_tokens_details: { reasoning_tokens: 3 },
      },
    }),
  ];

  test('is a completion: the role, the pieces, the finish, the usage', () => {
    const head = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1700000000,
      model: 'up',
      service_tier: 'auto',
    };
    const says = (delta: object, finish_reason: string | null = null) => ({
      ...head,
      choices: [{ index: 0, delta, finish_reason }],
    });
    const usage = {
      prompt_tokens: 7,
      completion_tokens: 5,
      total_tokens: 12,
      prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 1 },
      completion_tokens_details: { reasoning_tokens: 3 },
    };
    expect(toChunks(events)).toEqual([
      says({ role: 'assistant', content: null }),
      says({ content: 'Hel' }),
      says({ content: 'lo' }),
      { ...says({}, 'stop'), service_tier: 'default' },
      { ...head, service_tier: 'default', choices: [], usage },
    ]);
  });

  test('goes on at once', () => {
    const stream = openResponsesToChat({ model: 'm', messages: [] }, createTestContext());
    const lengths = events.map((event) => stream.push(event as ResponsesStreamEvent).length);
    expect(lengths).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
    expect(stream.end()).toHaveLength(2);
  });

  test('gets an id, a model and no usage from an upstream that says nothing of them', () => {
    const [first, ...others] = toChunks([textDelta('a')]);
    expect(first).toMatchObject({ id: 'chatcmpl_1', model: 'asked', created: 0 });
    expect(others.map(({ choices }) => choices.length)).toEqual([1, 1]);
    expect(toChunks([{ type: 'response.created', response: { id: 'x' } }])[0]?.id).toBe(
      'chatcmpl-x',
    );
  });

  test('of two messages is one text', () => {
    const second = inPart({ type: 'response.output_text.delta', delta: 'b' }, 'msg_2', 1);
    expect(deltasOf([textDelta('a'), second])).toEqual([{ content: 'a' }, { content: 'b' }]);
  });

  test('comes with log probabilities where they were asked for', () => {
    const logprobs = [{ token: 'a', logprob: -1, bytes: [97], top_logprobs: [] }];
    const told = (request: Partial<ChatRequest>) =>
      toChunks([created, textDelta('a', { logprobs }), textDelta('b', { logprobs: [] })], request)
        .flatMap(({ choices }) => choices.map((choice) => choice.logprobs))
        .slice(1, 3);
    expect(told({ logprobs: true })).toEqual([{ content: logprobs, refusal: null }, undefined]);
    expect(told({})).toEqual([undefined, undefined]);
  });

  test('has web pages as sources, and no other sources', () => {
    const citation = { url: 'u', title: 'T', start_index: 0, end_index: 1 };
    const annotation = { type: 'url_citation', ...citation };
    const type = 'response.output_text.annotation.added';
    const other = { type: 'file_citation', file_id: 'f', filename: 'f', index: 0 };
    const part = textPart('a', { annotations: [other, annotation, annotation] });
    const expected = { annotations: [{ type: 'url_citation', url_citation: citation }] };
    expect(
      deltasOf([
        textDelta('a'),
        inPart({ type, annotation: other }),
        inPart({ type, annotation }),
        inPart({ type, annotation: null }),
        item('done', { type: 'message', id: 'msg_1', content: [part] }),
      ]),
    ).toEqual([{ content: 'a' }, expected]);
    expect(deltasOf([item('done', { type: 'message', id: 'msg_1', content: [part] })])).toEqual([
      { content: 'a' },
      { annotations: [...expected.annotations, ...expected.annotations] },
    ]);
  });
});

describe('a refusal', () => {
  test('is told as one', () => {
    const events = [
      inPart({ type: 'response.refusal.delta', delta: 'no' }),
      inPart({ type: 'response.refusal.done', refusal: 'no!' }),
      item('done', {
        type: 'message',
        id: 'msg_1',
        content: [{ type: 'refusal', refusal: 'no!' }],
      }),
    ];
    expect(deltasOf(events)).toEqual([{ refusal: 'no' }, { refusal: '!' }]);
    expect(finishOf(events)).toBe('stop');
  });
});

describe('reasoning', () => {
  const summary = (type: string, summary_index: number, members: object) => ({
    type: `response.reasoning_summary_text.${type}`,
    item_id: 'rs_1',
    output_index: 0,
    summary_index,
    ...members,
  });

  test('in summaries is told part by part, as paragraphs', () => {
    const parts = ['One', 'Two'].map((text) => ({ type: 'summary_text', text }));
    const events = [
      item('added', { type: 'reasoning', id: 'rs_1', summary: [] }),
      summary('delta', 0, { delta: 'On' }),
      summary('delta', 0, { delta: 'e' }),
      summary('done', 0, { text: 'One' }),
      summary('delta', 1, { delta: 'Tw' }),
      summary('done', 1, { text: 'Two' }),
      item('done', { type: 'reasoning', id: 'rs_1', summary: parts }),
    ];
    const told = [
      { reasoning_content: 'On' },
      { reasoning_content: 'e' },
      { reasoning_content: '\n\nTw' },
      { reasoning_content: 'o' },
    ];
    expect(deltasOf(events)).toEqual(told);
    expect(deltasOf(events.slice(-1))).toEqual([
      { reasoning_content: 'One' },
      { reasoning_content: '\n\nTwo' },
    ]);
  });

  test('as it was written is told in both dialects', () => {
    for (const name of ['reasoning', 'reasoning_text']) {
      const events = [
        inPart({ type: `response.${name}.delta`, delta: 'a' }, 'rs_1'),
        // Some upstreams count a part for every token.
        inPart({ type: `response.${name}.delta`, delta: 'b', content_index: 1 }, 'rs_1'),
        inPart({ type: `response.${name}.done`, text: 'abc' }, 'rs_1'),
      ];
      expect(deltasOf(events)).toEqual([
        { reasoning_content: 'a' },
        { reasoning_content: 'b' },
        { reasoning_content: 'c' },
      ]);
    }
  });

  test('that only its maker can read rides in the details, behind the rest', () => {
    const reasoning = {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'One' }],
      content: [{ type: 'reasoning_text', text: 'Long' }],
      encrypted_content: 'gAAA',
    };
    const opaque = { type: 'reasoning.encrypted', data: 'gAAA', format: 'openai-responses-v1' };
    expect(deltasOf([item('done', reasoning)])).toEqual([
      { reasoning_content: 'One' },
      { reasoning_content: '\n\nLong' },
      { reasoning_details: [{ ...opaque, id: 'rs_1' }] },
    ]);
    expect(deltasOf([item('done', reasoning), item('done', reasoning)])).toHaveLength(3);
    const bare = { type: 'reasoning', summary: null, content: null, encrypted_content: 'gAAA' };
    expect(deltasOf([item('done', bare)])).toEqual([
      { reasoning_details: [{ ...opaque, id: null }] },
    ]);
    expect(deltasOf([item('done', { type: 'reasoning', encrypted_content: null })])).toEqual([]);
  });
});

describe('calls', () => {
  const call = (id: string, text: string) => ({
    type: 'function_call',
    id,
    call_id: `call_${id}`,
    name: 'f',
    arguments: text,
  });
  const custom = { type: 'custom_tool_call', id: 'c', call_id: 'call_c', name: 'run' };
  const args = (id: string, output_index: number, delta: string) => ({
    type: 'response.function_call_arguments.delta',
    item_id: id,
    output_index,
    delta,
  });
  const begins = (index: number, id: string) => ({
    tool_calls: [
      { index, id: `call_${id}`, type: 'function', function: { name: 'f', arguments: '' } },
    ],
  });
  const adds = (index: number, text: string) => ({
    tool_calls: [{ index, function: { arguments: text } }],
  });

  test('are numbered as they begin, and may take turns', () => {
    const events = [
      textDelta('a'),
      item('added', call('a', ''), 1),
      item('added', call('b', ''), 2),
      args('b', 2, '{"y"'),
      args('a', 1, '{"x":1}'),
      args('b', 2, ':2}'),
      { ...args('a', 1, ''), type: 'response.function_call_arguments.done', arguments: '{"x":1}' },
      item('done', call('a', '{"x":1}'), 1),
      item('done', call('b', '{"y":2}'), 2),
    ];
    expect(deltasOf(events)).toEqual([
      { content: 'a' },
      begins(0, 'a'),
      begins(1, 'b'),
      adds(1, '{"y"'),
      adds(0, '{"x":1}'),
      adds(1, ':2}'),
    ]);
    expect(finishOf([...events, completed()])).toBe('tool_calls');
  });

  test('of custom tools have an input', () => {
    const place = { item_id: 'c', output_index: 0 };
    const events = [
      item('added', { ...custom, input: '' }),
      { type: 'response.custom_tool_call_input.delta', ...place, delta: 'ls' },
      { type: 'response.custom_tool_call_input.done', ...place, input: 'ls -l' },
      item('done', { ...custom, input: 'ls -l' }),
    ];
    expect(deltasOf(events)).toEqual([
      {
        tool_calls: [
          { index: 0, id: 'call_c', type: 'custom', custom: { name: 'run', input: '' } },
        ],
      },
      { tool_calls: [{ index: 0, custom: { input: 'ls' } }] },
      { tool_calls: [{ index: 0, custom: { input: ' -l' } }] },
    ]);
    expect(finishOf(events)).toBe('tool_calls');
  });

  test('that come whole are told whole', () => {
    expect(deltasOf([item('done', call('a', '{"x":1}'))])).toEqual([
      begins(0, 'a'),
      adds(0, '{"x":1}'),
    ]);
  });

  test('whose beginning is missing are told where they are whole', () => {
    const events = [args('a', 0, '{"x"'), args('a', 0, ':1}'), item('done', call('a', '{"x":1}'))];
    expect(deltasOf(events)).toEqual([begins(0, 'a'), adds(0, '{"x":1}')]);
  });

  test('whose arguments end otherwise than they were told stay as they were told', () => {
    const events = [
      item('added', call('a', '')),
      args('a', 0, '{"x":1}'),
      item('done', call('a', '{ "x": 1 }')),
    ];
    expect(deltasOf(events)).toEqual([begins(0, 'a'), adds(0, '{"x":1}')]);
  });

  test('are found by place where their ids change with every event', () => {
    const events = [
      item('added', call('a', '')),
      args('other', 0, '{"x"'),
      args('another', 0, ':1}'),
      item('done', { ...call('a', '{"x":1}'), id: 'last' }),
    ];
    expect(deltasOf(events)).toEqual([begins(0, 'a'), adds(0, '{"x"'), adds(0, ':1}')]);
  });

  test('get an id where the upstream gave none', () => {
    const nameless = { type: 'function_call', name: 'f', arguments: '{}' };
    expect(deltasOf([item('done', nameless)])[0]).toMatchObject({ tool_calls: [{ id: 'call_1' }] });
  });
});

describe('an upstream that says things late', () => {
  const message = (text: string) => ({ type: 'message', id: 'msg_1', content: [textPart(text)] });

  test('is told where a part is whole', () => {
    const whole = inPart({ type: 'response.output_text.done', text: 'Hello' });
    expect(deltasOf([whole])).toEqual([{ content: 'Hello' }]);
    expect(deltasOf([textDelta('Hel'), whole, item('done', message('Hello'))])).toEqual([
      { content: 'Hel' },
      { content: 'lo' },
    ]);
  });

  test('is told where the second part of two is whole', () => {
    const events = [
      textDelta('One'),
      inPart({ type: 'response.output_text.done', text: 'One' }),
      inPart({ type: 'response.output_text.done', text: 'Two', content_index: 1 }),
      item('done', { type: 'message', id: 'msg_1', content: [textPart('One'), textPart('Two')] }),
    ];
    expect(deltasOf(events)).toEqual([{ content: 'One' }, { content: 'Two' }]);
  });

  test('is told where an item is whole', () => {
    expect(deltasOf([item('done', message('Hello'))])).toEqual([{ content: 'Hello' }]);
    expect(deltasOf([item('done', message('Hello')), item('done', message('Hello'))])).toEqual([
      { content: 'Hello' },
    ]);
  });

  test('is told where the response is whole', () => {
    const output = [message('Hello'), { type: 'web_search_call', id: 'ws_1' }, null];
    expect(deltasOf([completed({ output })])).toEqual([{ content: 'Hello' }]);
    expect(deltasOf([textDelta('Hel'), completed({ output })])).toEqual([{ content: 'Hel' }]);
  });

  test('is not told twice where it counts a part for every token', () => {
    const events = [
      textDelta('Hel'),
      textDelta('lo', { content_index: 1 }),
      inPart({ type: 'response.output_text.done', text: 'Hello', content_index: 1 }),
      item('done', message('Hello')),
    ];
    expect(deltasOf(events)).toEqual([{ content: 'Hel' }, { content: 'lo' }]);
  });

  test('brings its log probabilities along', () => {
    const logprobs = [{ token: 'a', logprob: -1, bytes: [97], top_logprobs: [] }];
    const whole = { type: 'message', id: 'msg_1', content: [textPart('a', { logprobs })] };
    const chunks = toChunks([created, item('done', whole)], { logprobs: true });
    expect(chunks[1]?.choices[0]?.logprobs).toEqual({ content: logprobs, refusal: null });
  });
});

describe('the end', () => {
  const call = item('done', { type: 'function_call', call_id: 'a', name: 'f', arguments: '{' });

  test('says why it came', () => {
    expect(finishOf([completed()])).toBe('stop');
    expect(finishOf([call, completed()])).toBe('tool_calls');
    expect(finishOf([incomplete('max_output_tokens')])).toBe('length');
    expect(finishOf([incomplete('content_filter')])).toBe('content_filter');
    expect(finishOf([incomplete()])).toBe('length');
    expect(finishOf([])).toBe('stop');
  });

  test('says that a call was cut off', () => {
    expect(finishOf([call, incomplete('max_output_tokens')])).toBe('length');
  });

  test('counts what the upstream counts, and zero for the rest', () => {
    const [usage] = toChunks([completed({ usage: { input_tokens: 2, output_tokens: 1 } })]).slice(
      -1,
    );
    expect(usage?.usage).toEqual({
      prompt_tokens: 2,
      completion_tokens: 1,
      total_tokens: 3,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    });
  });
});

test('items that chat cannot say are left out, with one warning a type', () => {
  const context = createTestContext();
  const events = [
    created,
    item('added', { type: 'web_search_call', id: 'ws_1' }),
    { type: 'response.web_search_call.searching', item_id: 'ws_1', output_index: 0 },
    item('done', { type: 'web_search_call', id: 'ws_1' }),
    item('done', { type: 'web_search_call', id: 'ws_2' }, 1),
    item('done', { type: 'compaction', id: 'cmp_1', encrypted_content: 'x' }, 2),
    completed(),
  ];
  expect(toChunks(events, {}, context)).toHaveLength(2);
  expect(context.warnings).toEqual([
    'Output of type "web_search_call" was left out: chat cannot say it.',
    'Output of type "compaction" was left out: chat cannot say it.',
  ]);
});

test('events of any kind do no harm', () => {
  const types = [
    'response.output_item.added',
    'response.output_item.done',
    'response.output_text.delta',
    'response.output_text.done',
    'response.output_text.annotation.added',
    'response.refusal.done',
    'response.reasoning_summary_text.done',
    'response.reasoning.delta',
    'response.function_call_arguments.delta',
    'response.custom_tool_call_input.done',
    'response.completed',
    'response.incomplete',
    '__proto__',
    'toString',
  ];
  const odd = [
    {},
    { item: null, response: null, delta: null },
    { item: 7, response: 7, delta: 7, text: 7, annotation: 7 },
    { item: { type: 'message', content: [null, 7, {}, { type: 'output_text' }] } },
    { item: { type: 'message', content: 'x' } },
    { item: { type: 'reasoning', summary: [null, {}], content: 'x', encrypted_content: 7 } },
    { item: { type: 'function_call', name: 7, arguments: {} } },
    { response: { output: 7, usage: 7, incomplete_details: 7, service_tier: 7 } },
    { response: { output: [null, 7, {}], usage: { input_tokens: 'x' } } },
  ];
  const events = odd.flatMap((members) => types.map((type) => ({ type, ...members })));
  expect(toChunks(events).at(0)?.choices[0]?.delta).toEqual({ role: 'assistant', content: null });
});
