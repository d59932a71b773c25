import type { ChatChunk, ResponsesRequest, ResponsesStreamEvent } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import {
  chunkOf,
  deltaChunk,
  finishChunk,
  roleChunk,
  textChunk,
} from '../../../__fixtures__/chat-wire.ts';
import { GatewayError } from '../../errors.ts';
import { wrapOpaque } from '../../opaque.ts';
import { checkEvents } from './__fixtures__/stream-checker.ts';
import {
  calls,
  choiceChunk,
  createTestContext,
  says,
  toEvents,
} from './__fixtures__/stream-context.ts';
import { openChatToResponses } from './stream.ts';

/** The items that a stream makes, after a check that its events are in order. */
function itemsOf(chunks: readonly ChatChunk[], request: ResponsesRequest = {}) {
  const checked = checkEvents(toEvents(chunks, request));
  expect(checked.violations).toEqual([]);
  return checked.items;
}

/** The response of the last event. */
function endOf(chunks: readonly ChatChunk[], request: ResponsesRequest = {}): unknown {
  const last = toEvents(chunks, request).at(-1);
  return last && 'response' in last ? last.response : undefined;
}

const functionPiece = (index: number, id: string, name: string, args: string) => ({
  index,
  id,
  type: 'function',
  function: { name, arguments: args },
});

const tool = (name: string) => ({ type: 'function' as const, name });

describe('a text', () => {
  test('is a message with one part, between the beginning and the end of the response', () => {
    const chunks = [roleChunk(), textChunk('Hel'), textChunk('lo'), finishChunk()];
    const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
    const events: unknown[] = [
      { type: 'response.created', response: { model: 'upstream-model' } },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: {
          type: 'message',
          id: 'msg_1',
          status: 'in_progress',
          role: 'assistant',
          content: [],
        },
      },
      {
        type: 'response.content_part.added',
        ...place,
        part: { type: 'output_text', text: '', annotations: [] },
      },
      { type: 'response.output_text.delta', ...place, delta: 'Hel' },
      { type: 'response.output_text.delta', ...place, delta: 'lo' },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { id: 'msg_1', type: 'message', status: 'completed' },
      },
      { type: 'response.completed', response: { status: 'completed', model: 'upstream-model' } },
    ];
    const numbered = events.map((event) => ({ ...(event as object), sequence_number: 0 }));
    expect(toEvents(chunks)).toEqual(numbered);
  });

  test('goes on at once', () => {
    const stream = openChatToResponses({}, createTestContext());
    const types = (events: ResponsesStreamEvent[]) => events.map(({ type }) => type);
    expect(types(stream.push(roleChunk()))).toEqual(['response.created']);
    expect(types(stream.push(textChunk('a')))).toContain('response.output_text.delta');
    expect(types(stream.push(finishChunk()))).toEqual([]);
    expect(types(stream.end())).toEqual(['response.output_item.done', 'response.completed']);
  });

  test('that is empty is no item', () => {
    const empty = {
      content: '',
      refusal: '',
      reasoning_content: '',
      reasoning: '',
      tool_calls: [],
    };
    expect(itemsOf(says(empty, { content: null, reasoning_details: [], annotations: [] }))).toEqual(
      [],
    );
  });

  test('of another choice does not count', () => {
    const other = chunkOf([{ index: 1, delta: { content: 'b' }, finish_reason: 'length' }]);
    const chunks = [textChunk('a'), other, chunkOf([{ delta: { content: 'c' } }]), finishChunk()];
    expect(itemsOf(chunks).map(({ texts }) => texts)).toEqual([{ 'output_text 0': 'ac' }]);
    expect(endOf(chunks)).toMatchObject({ status: 'completed' });
  });

  test('may come in parts', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'image' },
      null,
      { type: 'text', text: 'b' },
    ];
    expect(itemsOf(says({ content }))[0]?.texts).toEqual({ 'output_text 0': 'ab' });
  });

  test('and a refusal are two parts of one message', () => {
    const items = itemsOf(
      says({ content: 'a' }, { refusal: 'no' }, { content: 'b', refusal: '!' }),
    );
    expect(items.map(({ type, texts }) => [type, texts])).toEqual([
      ['message', { 'output_text 0': 'ab', 'refusal 1': 'no!' }],
    ]);
  });

  test('that is refused has its part in the first place', () => {
    const refused = toEvents(says({ refusal: 'no' })).filter(
      ({ type }) => type !== 'response.created',
    );
    expect(refused[1]).toMatchObject({ content_index: 0, part: { type: 'refusal', refusal: '' } });
    expect(endOf(says({ refusal: 'no' }))).toMatchObject({ status: 'completed' });
  });
});

describe('sources', () => {
  const nested = (url: string) => ({
    type: 'url_citation',
    url_citation: { url, title: 'T', start_index: 1, end_index: 2 },
  });
  const flat = (url: string) => ({
    type: 'url_citation',
    url,
    title: 'T',
    start_index: 1,
    end_index: 2,
  });

  test('are told flat, in the part with the text', () => {
    const chunks = says(
      { annotations: [nested('a')] },
      { refusal: 'no' },
      { content: 'text' },
      { annotations: [nested('b'), null, { type: 'other' }, { type: 'url_citation' }] },
    );
    const told = toEvents(chunks).filter(({ type }) => type.includes('annotation'));
    const place = { item_id: 'msg_1', output_index: 0, content_index: 1, sequence_number: 0 };
    const type = 'response.output_text.annotation.added';
    expect(told).toEqual([
      { type, ...place, annotation_index: 0, annotation: flat('a') },
      { type, ...place, annotation_index: 1, annotation: flat('b') },
    ]);
  });

  test('that lack members have them empty', () => {
    const chunks = says({
      content: 'a',
      annotations: [{ type: 'url_citation', url_citation: {} }],
    });
    expect(itemsOf(chunks)[0]?.annotations).toEqual([
      { type: 'url_citation', url: '', title: '', start_index: 0, end_index: 0 },
    ]);
  });
});

describe('log probabilities', () => {
  const token = (text: string, members: object = {}) => ({ token: text, logprob: -1, ...members });
  const chunks = [
    choiceChunk({
      delta: { content: 'a' },
      logprobs: {
        content: [token('a', { bytes: null, top_logprobs: [token('b', { bytes: [98] })] })],
      },
    }),
    choiceChunk({ logprobs: { content: [token('!', { bytes: [33], top_logprobs: null })] } }),
    choiceChunk({ logprobs: { content: null } }),
    finishChunk(),
  ];
  const told = [
    {
      token: 'a',
      logprob: -1,
      bytes: [],
      top_logprobs: [{ token: 'b', logprob: -1, bytes: [98] }],
    },
    { token: '!', logprob: -1, bytes: [33], top_logprobs: [] },
  ];
  const logprobsIn = (request: ResponsesRequest) =>
    toEvents(chunks, request).flatMap((event) =>
      event.type === 'response.output_text.delta' ? [event.logprobs] : [],
    );

  test('come with their text, those behind it at its end', () => {
    expect(logprobsIn({ include: ['message.output_text.logprobs'] })).toEqual([
      [told[0]],
      [told[1]],
    ]);
    expect(logprobsIn({ top_logprobs: 1 })).toEqual([[told[0]], [told[1]]]);
  });

  test('come only when they were asked for', () => {
    expect(logprobsIn({ top_logprobs: 0, include: [] })).toEqual([undefined]);
    expect(logprobsIn({ include: null, top_logprobs: null })).toEqual([undefined]);
  });
});

describe('tool calls', () => {
  test('are items by turns, closed at the end', () => {
    const chunks = calls(
      [functionPiece(0, 'a', 'f', '{"x"')],
      [functionPiece(1, 'b', 'g', '{"y"')],
      [{ index: 0, function: { arguments: ':1}' } }],
      [{ index: 1, function: { arguments: ':2}' } }],
    );
    const told = toEvents(chunks).map((event) => ({ ...event, sequence_number: undefined }));
    const item = (id: string, call_id: string, name: string) => ({
      type: 'function_call',
      id,
      call_id,
      name,
      arguments: '',
      status: 'in_progress',
    });
    const delta = (index: number, text: string) => ({
      type: 'response.function_call_arguments.delta',
      item_id: `fc_${index + 1}`,
      output_index: index,
      delta: text,
    });
    const done = (index: number) => ({
      type: 'response.output_item.done',
      output_index: index,
      item: { id: `fc_${index + 1}`, type: 'function_call', status: 'completed' },
    });
    expect(told.slice(1, -1)).toEqual([
      { type: 'response.output_item.added', output_index: 0, item: item('fc_1', 'a', 'f') },
      delta(0, '{"x"'),
      { type: 'response.output_item.added', output_index: 1, item: item('fc_2', 'b', 'g') },
      delta(1, '{"y"'),
      delta(0, ':1}'),
      delta(1, ':2}'),
      done(0),
      done(1),
    ]);
  });

  test('close the message before them, and a text behind them is a message of its own', () => {
    const chunks = says(
      { content: 'a' },
      { tool_calls: [functionPiece(0, 'c', 'f', '{}')] },
      { content: 'b' },
      { tool_calls: [functionPiece(1, 'd', 'f', '{}')] },
    );
    expect(itemsOf(chunks).map(({ type, texts, call }) => [type, call?.call_id ?? texts])).toEqual([
      ['message', { 'output_text 0': 'a' }],
      ['function_call', 'c'],
      ['message', { 'output_text 0': 'b' }],
      ['function_call', 'd'],
    ]);
  });

  test('keep the order in which they were first seen, also where the first ones wait', () => {
    const chunks = calls(
      [functionPiece(0, 'a', 'f', '')],
      [functionPiece(1, 'b', 'g', '')],
      [functionPiece(2, 'c', 'h', '{}')],
      [{ index: 0, function: { arguments: '{"x":1}' } }],
    );
    expect(itemsOf(chunks).map(({ call }) => call)).toEqual([
      { call_id: 'a', name: 'f', input: '{"x":1}' },
      { call_id: 'b', name: 'g', input: '{}' },
      { call_id: 'c', name: 'h', input: '{}' },
    ]);
  });

  test('begin when their names are whole', () => {
    const chunks = calls(
      [functionPiece(0, 'a', 'get_', '')],
      [{ index: 0, function: { name: 'weather' } }],
      [{ index: 0, function: { arguments: '{}' } }],
    );
    expect(itemsOf(chunks, { tools: [tool('get_weather')] }).map(({ call }) => call)).toEqual([
      { call_id: 'a', name: 'get_weather', input: '{}' },
    ]);
  });

  test('end in their order among all items', () => {
    const chunks = says({ tool_calls: [functionPiece(0, 'c', 'f', '{}')] }, { content: 'b' });
    const done = toEvents(chunks).filter(({ type }) => type === 'response.output_item.done');
    expect(done).toMatchObject([{ output_index: 0 }, { output_index: 1 }]);
  });

  test('get ids of their own where the upstream gave none, too long ones, or one twice', () => {
    const chunks = calls(
      [{ index: 0, function: { name: 'f', arguments: '{}' } }],
      [functionPiece(1, 'x'.repeat(65), 'f', '{}')],
      [functionPiece(2, 'x'.repeat(64), 'f', '{}')],
      [functionPiece(3, 'same', 'f', '{}')],
      [functionPiece(4, 'same', 'f', '{}')],
    );
    expect(itemsOf(chunks).map(({ call }) => call?.call_id)).toEqual([
      'call_1',
      'call_2',
      'x'.repeat(64),
      'same',
      'call_3',
    ]);
  });

  test('in the form from before there were several are calls too', () => {
    const chunks = says(
      { function_call: { name: 'f', arguments: '' } },
      { function_call: { arguments: '{"x":1}' } },
    );
    expect(itemsOf(chunks).map(({ call }) => call)).toEqual([
      { call_id: 'call_1', name: 'f', input: '{"x":1}' },
    ]);
  });

  test('without a name are left out with a warning', () => {
    const context = createTestContext();
    const chunks = says({ content: 'a' }, { tool_calls: [{ index: 0, id: 'a' }] });
    const { items, violations } = checkEvents(toEvents(chunks, {}, context));
    expect([violations, items.length]).toEqual([[], 1]);
    expect(context.warnings).toEqual(['A call of "" was left out: the model named no tool.']);
  });

  test('of a namespace carry it', () => {
    const tools = [
      { type: 'namespace' as const, name: 'crm', description: '', tools: [tool('find')] },
    ];
    expect(itemsOf(calls([functionPiece(0, 'a', 'crm__find', '{}')]), { tools })[0]?.call).toEqual({
      call_id: 'a',
      name: 'find',
      namespace: 'crm',
      input: '{}',
    });
  });
});

describe('calls of custom tools', () => {
  const tools = [{ type: 'custom' as const, name: 'run' }];

  test('tell the text in their arguments once it is whole', () => {
    const chunks = calls(
      [functionPiece(0, 'a', 'run', '{"in')],
      [{ index: 0, function: { arguments: 'put":"ls\\n-l"}' } }],
    );
    const events = toEvents(chunks, { tools });
    expect(checkEvents(events).violations).toEqual([]);
    expect(events.slice(1, -1).map((event) => ({ ...event, sequence_number: undefined }))).toEqual([
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: {
          type: 'custom_tool_call',
          id: 'ctc_1',
          call_id: 'a',
          name: 'run',
          input: '',
          status: 'in_progress',
        },
      },
      {
        type: 'response.custom_tool_call_input.delta',
        item_id: 'ctc_1',
        output_index: 0,
        delta: 'ls\n-l',
      },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { id: 'ctc_1', type: 'custom_tool_call', status: 'completed' },
      },
    ]);
  });

  test('tell their arguments as they are where these hold no input', () => {
    const inputs = ['ls -l', '{"input":', '{"command":"ls"}', '{"input":7}', 'null'];
    const chunks = calls(
      inputs.map((input, index) => functionPiece(index, `c${index}`, 'run', input)),
    );
    expect(itemsOf(chunks, { tools }).map(({ call }) => call?.input)).toEqual(inputs);
  });

  test('in the form that chat has for them go on as they come', () => {
    const chunks = calls(
      [{ index: 0, id: 'a', type: 'custom', custom: { name: 'run', input: 'ls' } }],
      [{ index: 0, custom: { input: ' -l' } }],
    );
    const events = toEvents(chunks, { tools });
    expect(checkEvents(events).items.map(({ type, call }) => [type, call?.input])).toEqual([
      ['custom_tool_call', 'ls -l'],
    ]);
    expect(events.filter(({ type }) => type.endsWith('input.delta'))).toHaveLength(2);
  });
});

describe('what an upstream attaches to a call', () => {
  const signed = { google: { thought_signature: 'c2ln' } };

  test('rides in reasoning before the call', () => {
    const piece = { ...functionPiece(0, 'a', 'f', '{}'), extra_content: signed };
    const chunks = says({ content: 'text' }, { tool_calls: [piece] });
    const events = toEvents(chunks).slice(4, 8);
    const encrypted_content = wrapOpaque('test', { extra_content: { a: signed } });
    const reasoning = { id: 'rs_1', type: 'reasoning' };
    expect(events).toEqual([
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { id: 'msg_1', type: 'message', status: 'completed' },
        sequence_number: 0,
      },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { ...reasoning, summary: [], status: 'in_progress' },
        sequence_number: 0,
      },
      {
        type: 'response.output_item.done',
        output_index: 1,
        item: { ...reasoning, status: 'completed', encrypted_content },
        sequence_number: 0,
      },
      expect.objectContaining({ type: 'response.output_item.added', output_index: 2 }),
    ]);
  });

  test('is not lost when it comes behind the call', () => {
    const chunks = calls(
      [functionPiece(0, 'a', 'f', '{"x":')],
      [{ index: 0, extra_content: signed }],
      [{ index: 0, function: { arguments: '1}' } }],
    );
    expect(itemsOf(chunks).map(({ type, opaque, call }) => [type, opaque ?? call?.input])).toEqual([
      ['function_call', '{"x":1}'],
      ['reasoning', { extra_content: { a: signed } }],
    ]);
  });
});

describe('a call that the request forbids', () => {
  const tools = [tool('f'), tool('g')];
  const both = [
    textChunk('text'),
    ...calls([functionPiece(0, 'a', 'f', '{}')], [functionPiece(1, 'b', 'g', '{}')]),
  ];

  function allowed(request: ResponsesRequest) {
    const context = createTestContext();
    const checked = checkEvents(toEvents(both, { tools, ...request }, context));
    expect(checked.violations).toEqual([]);
    const names = checked.items.flatMap(({ call }) => (call ? [call.name] : []));
    return [names, context.warnings];
  }

  test('under "none" is left out', () => {
    expect(allowed({ tool_choice: 'none' })).toEqual([
      [],
      [
        'A call of "f" was left out: "tool_choice" is "none".',
        'A call of "g" was left out: "tool_choice" is "none".',
      ],
    ]);
  });

  test('outside of the allowed tools is left out', () => {
    const tool_choice = { type: 'allowed_tools' as const, tools: [tool('g')] };
    expect(allowed({ tool_choice })).toEqual([
      ['g'],
      ['A call of "f" was left out: it is not among the "allowed_tools".'],
    ]);
    expect(allowed({ tool_choice: { ...tool_choice, mode: 'none' } })[0]).toEqual([]);
  });

  test('of another function than the named one is left out', () => {
    expect(allowed({ tool_choice: tool('f') })).toEqual([
      ['f'],
      ['A call of "g" was left out: "tool_choice" names another tool.'],
    ]);
  });

  test('is left out as the second one without parallel calls', () => {
    expect(allowed({ parallel_tool_calls: false })).toEqual([
      ['f'],
      ['A call of "g" was left out: "parallel_tool_calls" is false.'],
    ]);
    expect(allowed({ parallel_tool_calls: false, tools: [] })[0]).toEqual(['f', 'g']);
    expect(allowed({ parallel_tool_calls: false, tool_choice: tool('g') })[0]).toEqual(['g']);
  });

  test('is a call otherwise', () => {
    for (const tool_choice of ['auto', 'required', null] as const) {
      expect(allowed({ tool_choice })).toEqual([['f', 'g'], []]);
    }
  });

  test('of a namespace is known by both names', () => {
    const crm = { type: 'namespace' as const, name: 'crm', description: '', tools: [tool('find')] };
    const chunks = [textChunk('text'), ...calls([functionPiece(0, 'a', 'crm__find', '{}')])];
    const count = (allowedTools: Record<string, unknown>[]) =>
      itemsOf(chunks, {
        tools: [crm, tool('find')],
        tool_choice: { type: 'allowed_tools', tools: allowedTools },
      }).length;
    expect(count([{ type: 'function', name: 'find', namespace: 'crm' }])).toBe(2);
    expect(count([{ type: 'function', name: 'find', namespace: 'other' }])).toBe(1);
    expect(count([{ type: 'namespace', name: 'crm' }])).toBe(2);
    expect(count([{ type: 'namespace', name: 'other' }])).toBe(1);
  });

  test('fails the response when nothing else is left', () => {
    const stream = openChatToResponses({ tools, tool_choice: 'none' }, createTestContext());
    for (const chunk of both.slice(1)) stream.push(chunk);
    let thrown: unknown;
    try {
      stream.end();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(GatewayError);
    expect(thrown).toMatchObject({ code: 'model_error' });
  });
});

describe('the end', () => {
  test('is completed, whatever reason there is but two', () => {
    for (const reason of ['stop', 'tool_calls', 'function_call', 'eos', '', null, 7]) {
      const chunks = [textChunk('a'), choiceChunk({ finish_reason: reason })];
      expect(endOf(chunks)).toEqual({ status: 'completed', model: 'upstream-model' });
    }
    expect(endOf([textChunk('a')])).toEqual({ status: 'completed', model: 'upstream-model' });
  });

  test('is incomplete where the answer was cut off, and so is its last item', () => {
    for (const [finish, reason] of [
      ['length', 'max_output_tokens'],
      ['content_filter', 'content_filter'],
    ]) {
      const chunks = [
        textChunk('a'),
        deltaChunk({ tool_calls: [functionPiece(0, 'a', 'f', '{}')] }),
        deltaChunk({ tool_calls: [functionPiece(1, 'b', 'f', '{"x"')] }),
        finishChunk(0, finish),
      ];
      expect(itemsOf(chunks).map(({ status }) => status)).toEqual([
        'completed',
        'completed',
        'incomplete',
      ]);
      expect(endOf(chunks)).toEqual({
        status: 'incomplete',
        incomplete_details: { reason },
        model: 'upstream-model',
      });
    }
  });

  test('leaves the arguments of a call alone that was cut off before they began', () => {
    const chunks = [
      deltaChunk({ tool_calls: [functionPiece(0, 'a', 'f', '')] }),
      finishChunk(0, 'length'),
    ];
    expect(itemsOf(chunks).map(({ status, call }) => [status, call?.input])).toEqual([
      ['incomplete', ''],
    ]);
  });

  test('may be incomplete without any item', () => {
    expect(itemsOf([finishChunk(0, 'length')])).toEqual([]);
    expect(itemsOf([])).toEqual([]);
  });

  test('says what the upstream says of the whole response, in whichever chunk', () => {
    const chunks = [
      chunkOf([], { model: null, service_tier: null }),
      { ...textChunk('a'), service_tier: 'flex' as const },
      { ...finishChunk(), model: 'real-model' },
    ];
    const [first] = toEvents(chunks);
    expect(first).toEqual({ type: 'response.created', response: {}, sequence_number: 0 });
    expect(endOf(chunks)).toEqual({
      status: 'completed',
      model: 'real-model',
      service_tier: 'flex',
    });
  });
});

describe('usage', () => {
  const usageOf = (usage: unknown) => {
    const response = endOf([textChunk('a'), finishChunk(), chunkOf([], { usage })]);
    return (response as { usage?: unknown }).usage;
  };

  test('is counted as responses count it', () => {
    const usage = {
      prompt_tokens: 7,
      completion_tokens: 5,
      total_tokens: 99,
      prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 3 },
    };
    expect(usageOf(usage)).toEqual({
      input_tokens: 7,
      output_tokens: 5,
      total_tokens: 12,
      input_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
      output_tokens_details: { reasoning_tokens: 3 },
    });
  });

  test('counts the cache of DeepSeek, and no part over its whole', () => {
    const usage = {
      prompt_tokens: 7,
      completion_tokens: 5,
      prompt_cache_hit_tokens: 9,
      prompt_tokens_details: null,
      completion_tokens_details: { reasoning_tokens: 6 },
    };
    expect(usageOf(usage)).toMatchObject({
      input_tokens_details: { cached_tokens: 7 },
      output_tokens_details: { reasoning_tokens: 5 },
    });
  });

  test('has zeros where the upstream says less, and is missing where it says nothing', () => {
    expect(usageOf({ prompt_tokens: '7', completion_tokens: -1 })).toEqual({
      input_tokens: 0,
      output_tokens: 0,
      total_tokens: 0,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    });
    expect(usageOf(null)).toBeUndefined();
    expect(usageOf([])).toBeUndefined();
  });

  test('stays known when later chunks say null', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2 };
    const chunks = [
      chunkOf([{ index: 0, delta: { content: 'a' } }], { usage }),
      chunkOf([], { usage: null }),
    ];
    expect(endOf(chunks)).toMatchObject({ usage: { input_tokens: 1, output_tokens: 2 } });
  });
});

test('chunks of any kind do no harm', () => {
  const odd = [
    { choices: null },
    { choices: [null, 7, { delta: null }, { index: 0, delta: [] }, { index: 0, delta: 'x' }] },
    { choices: [{ index: 0, delta: { content: 7, refusal: {}, tool_calls: {}, annotations: 7 } }] },
    { choices: [{ index: 0, delta: { reasoning_details: 'x', function_call: [] } }], model: 7 },
    { choices: [{ index: 0, delta: { reasoning_details: [{}, { type: 7, text: 7 }] } }] },
    {},
  ];
  const request = { include: null, tools: null, tool_choice: null } as ResponsesRequest;
  expect(checkEvents(toEvents(odd as unknown as ChatChunk[], request)).violations).toEqual([]);
});
