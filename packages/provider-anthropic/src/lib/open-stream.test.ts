import { GatewayError } from '@gw/core';
import { collectDrafts, type Members } from '@gw/provider-utils';
import { describe, expect, it } from 'vitest';
import { steadyIds } from '../__fixtures__/steady-ids.ts';
import type { MessagesEvent } from './messages-event.ts';
import { openStream } from './open-stream.ts';
import { sealBlock } from './sealed-blocks.ts';

const tell = (events: MessagesEvent[], request: Members = {}) => {
  const stream = openStream(request);
  return steadyIds(events.flatMap((event) => stream.push(event)));
};

const start = (index: number, content_block: Members): MessagesEvent => ({
  type: 'content_block_start',
  index,
  content_block,
});
const delta = (index: number, type: string, members: Members): MessagesEvent => ({
  type: 'content_block_delta',
  index,
  delta: { type, ...members },
});
const text = (index: number, piece: string) => delta(index, 'text_delta', { text: piece });
const json = (index: number, partial_json: string) =>
  delta(index, 'input_json_delta', { partial_json });
const stop = (index: number): MessagesEvent => ({ type: 'content_block_stop', index });

const head: MessagesEvent = {
  type: 'message_start',
  message: {
    model: 'claude-opus-5-5',
    content: [],
    stop_reason: null,
    usage: {
      input_tokens: 25,
      cache_read_input_tokens: 100,
      output_tokens: 1,
      service_tier: 'standard',
    },
  },
};
const end = (stop_reason: string, more: Members = {}): MessagesEvent[] => [
  {
    type: 'message_delta',
    delta: { stop_reason, stop_sequence: null, ...more },
    usage: { input_tokens: null, output_tokens: 15 },
  },
  { type: 'message_stop' },
];

const outputOf = (events: MessagesEvent[], request: Members = {}) => {
  const { output, status, incomplete_details } = collectDrafts(tell(events, request));
  return { output, status, ...(incomplete_details != null && { incomplete_details }) };
};

const textBlock = { type: 'text', text: '' };
const thinkingBlock = { type: 'thinking', thinking: '', signature: '' };
const useBlock = (id: string, name = 'look') => ({ type: 'tool_use', id, name, input: {} });

describe('a streamed answer', () => {
  it('is told as starts and deltas, and the end of each item', () => {
    const drafts = tell([
      head,
      { type: 'ping' },
      start(0, thinkingBlock),
      delta(0, 'thinking_delta', { thinking: 'Hm' }),
      delta(0, 'thinking_delta', { thinking: '.' }),
      delta(0, 'signature_delta', { signature: 'EqQB' }),
      stop(0),
      start(1, textBlock),
      text(1, 'I '),
      text(1, 'look.'),
      stop(1),
      start(2, useBlock('toolu_1')),
      json(2, ''),
      json(2, '{"at":'),
      json(2, '"sky"}'),
      stop(2),
      ...end('tool_use'),
    ]);
    const none = { sequence_number: 0 };
    const signed = { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' };
    expect(drafts).toEqual([
      {
        type: 'response.created',
        response: { model: 'claude-opus-5-5', service_tier: 'default' },
        ...none,
      },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'reasoning', id: 'rs_1', summary: [], status: 'in_progress' },
        ...none,
      },
      {
        type: 'response.reasoning_summary_part.added',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
        ...none,
      },
      ...['Hm', '.'].map((piece) => ({
        type: 'response.reasoning_summary_text.delta',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 0,
        delta: piece,
        ...none,
      })),
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: {
          id: 'rs_1',
          type: 'reasoning',
          status: 'completed',
          encrypted_content: sealBlock(signed),
        },
        ...none,
      },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: {
          type: 'message',
          id: 'msg_1',
          status: 'in_progress',
          role: 'assistant',
          content: [],
        },
        ...none,
      },
      {
        type: 'response.content_part.added',
        item_id: 'msg_1',
        output_index: 1,
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [] },
        ...none,
      },
      ...['I ', 'look.'].map((piece) => ({
        type: 'response.output_text.delta',
        item_id: 'msg_1',
        output_index: 1,
        content_index: 0,
        delta: piece,
        ...none,
      })),
      {
        type: 'response.output_item.done',
        output_index: 1,
        item: { id: 'msg_1', type: 'message', status: 'completed' },
        ...none,
      },
      {
        type: 'response.output_item.added',
        output_index: 2,
        item: {
          type: 'function_call',
          id: 'fc_1',
          call_id: 'toolu_1',
          name: 'look',
          status: 'in_progress',
          arguments: '',
        },
        ...none,
      },
      ...['{"at":', '"sky"}'].map((piece) => ({
        type: 'response.function_call_arguments.delta',
        item_id: 'fc_1',
        output_index: 2,
        delta: piece,
        ...none,
      })),
      {
        type: 'response.output_item.done',
        output_index: 2,
        item: { id: 'fc_1', type: 'function_call', status: 'completed' },
        ...none,
      },
      {
        type: 'response.completed',
        response: {
          status: 'completed',
          usage: {
            input_tokens: 125,
            output_tokens: 15,
            total_tokens: 140,
            input_tokens_details: { cached_tokens: 100 },
            output_tokens_details: { reasoning_tokens: 0 },
          },
          model: 'claude-opus-5-5',
          service_tier: 'default',
        },
        ...none,
      },
    ]);
  });

  it('may say nothing at all', () => {
    expect(outputOf([head, ...end('end_turn')])).toEqual({ output: [], status: 'completed' });
  });

  it('is over with its end, and nothing behind it is told', () => {
    const stream = openStream({});
    expect(stream.isOver()).toBe(false);
    for (const event of [head, ...end('end_turn')]) stream.push(event);
    expect(stream.isOver()).toBe(true);
    expect(stream.push(start(0, textBlock))).toEqual([]);
  });

  it('survives what makes no sense', () => {
    const odd: MessagesEvent[] = [
      {},
      { type: 'new_event', index: 0 },
      text(0, 'before its block'),
      start(0, null as never),
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: null } },
      { type: 'content_block_delta', index: 1, delta: null },
      delta(1, 'text_delta', { text: 7 }),
      delta(1, 'unknown_delta', { text: 'x' }),
      stop(7),
      { type: 'message_delta', delta: null, usage: null },
      { type: 'message_stop' },
    ];
    const message = {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: '', annotations: [] }],
    };
    expect(outputOf(odd)).toEqual({ output: [message], status: 'completed' });
  });
});

describe('text', () => {
  it('in blocks that follow each other is one message, a part each', () => {
    const told = outputOf([
      head,
      start(0, textBlock),
      text(0, 'It is '),
      stop(0),
      start(1, { ...textBlock, citations: [] }),
      delta(1, 'citations_delta', {
        citation: {
          type: 'web_search_result_location',
          url: 'https://example.com',
          title: 'Example',
          cited_text: '…',
        },
      }),
      delta(1, 'citations_delta', { citation: { type: 'page_location', document_index: 0 } }),
      text(1, 'blue'),
      stop(1),
      ...end('end_turn'),
    ]);
    const annotation = {
      type: 'url_citation',
      url: 'https://example.com',
      title: 'Example',
      start_index: 0,
      end_index: 4,
    };
    expect(told.output).toEqual([
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [
          { type: 'output_text', text: 'It is ', annotations: [] },
          { type: 'output_text', text: 'blue', annotations: [annotation] },
        ],
      },
    ]);
  });

  it('behind a call is another message', () => {
    const { output } = outputOf([
      head,
      start(0, textBlock),
      text(0, 'a'),
      stop(0),
      start(1, useBlock('toolu_1')),
      stop(1),
      start(2, textBlock),
      text(2, 'b'),
      stop(2),
      ...end('end_turn'),
    ]);
    expect((output as Members[]).map(({ type, id }) => [type, id])).toEqual([
      ['message', 'msg_1'],
      ['function_call', 'fc_1'],
      ['message', 'msg_2'],
    ]);
  });
});

describe('thinking', () => {
  it('that is not shown is reasoning without a text, and can still be handed back', () => {
    const { output } = outputOf([
      head,
      start(0, thinkingBlock),
      delta(0, 'thinking_delta', { thinking: '' }),
      delta(0, 'signature_delta', { signature: 'EosnCkYI' }),
      stop(0),
      start(1, { type: 'redacted_thinking', data: 'EmwKAhgB' }),
      stop(1),
      ...end('end_turn'),
    ]);
    const hidden = { type: 'thinking', thinking: '', signature: 'EosnCkYI' };
    expect(output).toEqual([
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [],
        status: 'completed',
        encrypted_content: sealBlock(hidden),
      },
      {
        type: 'reasoning',
        id: 'rs_2',
        summary: [],
        status: 'completed',
        encrypted_content: sealBlock({ type: 'redacted_thinking', data: 'EmwKAhgB' }),
      },
    ]);
  });

  it('that was cut off before it was signed cannot', () => {
    const { output } = outputOf([
      head,
      start(0, thinkingBlock),
      delta(0, 'thinking_delta', { thinking: 'Hm' }),
      stop(0),
      ...end('max_tokens'),
    ]);
    expect(output).toEqual([
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'Hm' }],
        status: 'incomplete',
      },
    ]);
  });
});

describe('blocks of server tools', () => {
  it('are handed back as they came, but never name an upload', () => {
    const search = {
      type: 'server_tool_use',
      id: 'srvtoolu_1',
      name: 'web_search',
      input: { query: 'sky' },
    };
    const found = { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] };
    const told = outputOf([
      head,
      start(0, { ...search, input: {} }),
      json(0, '{"query":'),
      json(0, '"sky"}'),
      stop(0),
      start(1, found),
      stop(1),
      start(2, { type: 'container_upload', file_id: 'file_1' }),
      stop(2),
      ...end('pause_turn'),
    ]);
    const item = { type: 'reasoning', summary: [] };
    expect(told).toEqual({
      output: [
        { ...item, id: 'rs_1', status: 'completed', encrypted_content: sealBlock(search) },
        { ...item, id: 'rs_2', status: 'incomplete', encrypted_content: sealBlock(found) },
      ],
      status: 'incomplete',
      incomplete_details: { reason: 'pause_turn' },
    });
  });
});

describe('a call', () => {
  const tools = [
    { type: 'function', name: 'look' },
    { type: 'custom', name: 'shell' },
    { type: 'namespace', name: 'files', tools: [{ type: 'function', name: 'read' }] },
  ];
  const call = { type: 'function_call', id: 'fc_1', status: 'completed', arguments: '{}' };

  it('without input has an empty object', () => {
    const { output } = outputOf([head, start(0, useBlock('a')), stop(0), ...end('tool_use')]);
    expect(output).toEqual([{ ...call, call_id: 'a', name: 'look' }]);
  });

  it('that was cut off is incomplete, with what there was of it', () => {
    const cut = (piece: string) => [
      head,
      start(0, useBlock('a')),
      json(0, piece),
      stop(0),
      ...end('max_tokens'),
    ];
    const incomplete = { ...call, call_id: 'a', name: 'look', status: 'incomplete' };
    expect(outputOf(cut('{"at":"s')).output).toEqual([{ ...incomplete, arguments: '{"at":"s' }]);
    expect(outputOf(cut('')).output).toEqual([{ ...incomplete, arguments: '' }]);
  });

  it('of a custom tool has its text, one in a namespace its own name', () => {
    const events = [
      head,
      start(0, useBlock('a', 'shell')),
      json(0, '{"input":"l'),
      json(0, 's -l\\n"}'),
      stop(0),
      start(1, useBlock('b', 'files__read')),
      json(1, '{}'),
      stop(1),
      ...end('tool_use'),
    ];
    expect(outputOf(events, { tools }).output).toEqual([
      {
        type: 'custom_tool_call',
        id: 'ctc_1',
        call_id: 'a',
        name: 'shell',
        status: 'completed',
        input: 'ls -l\n',
      },
      { ...call, call_id: 'b', name: 'read', namespace: 'files' },
    ]);
  });

  it('that the request forbids is left out; the others stay', () => {
    const choice = { type: 'allowed_tools', tools: [{ type: 'function', name: 'look' }] };
    const events = [
      head,
      start(0, useBlock('a', 'shell')),
      json(0, '{"input":"x"}'),
      stop(0),
      start(1, useBlock('b')),
      stop(1),
      ...end('tool_use'),
    ];
    expect(outputOf(events, { tools, tool_choice: choice }).output).toEqual([
      { ...call, call_id: 'b', name: 'look' },
    ]);
    const warnings: string[] = [];
    const stream = openStream({ tools, tool_choice: choice }, (one) => void warnings.push(one));
    for (const event of [...events.slice(0, 4), start(2, { type: 'document' })]) stream.push(event);
    expect(warnings).toEqual([
      'A call of "shell" was left out: the request does not allow it.',
      'Output of type "document" was left out.',
    ]);
  });

  it('that is all there was of an answer, and forbidden, fails it', () => {
    const events = [head, start(0, useBlock('a')), stop(0), ...end('tool_use')];
    const thrown = () => tell(events, { tools, tool_choice: 'none' });
    expect(thrown).toThrow(GatewayError);
    expect(thrown).toThrow('nothing but tool calls');
  });
});

describe('a refusal', () => {
  it('is incomplete for its content, and says why where Anthropic does', () => {
    const stop_details = { type: 'refusal', category: 'cyber', explanation: 'Not this.' };
    const told = outputOf([
      head,
      start(0, textBlock),
      text(0, 'Well'),
      stop(0),
      ...end('refusal', { stop_details }),
    ]);
    expect(told).toEqual({
      output: [
        {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'incomplete',
          content: [
            { type: 'output_text', text: 'Well', annotations: [] },
            { type: 'refusal', refusal: 'Not this.' },
          ],
        },
      ],
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
    });
    expect(outputOf([head, ...end('refusal', { stop_details: null })])).toEqual({
      output: [],
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
    });
  });
});

describe('blocks that come by turns', () => {
  /** A small generator of numbers, the same ones for the same seed. */
  function numbersFrom(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }

  const blocks = [
    [
      start(0, thinkingBlock),
      delta(0, 'thinking_delta', { thinking: 'H' }),
      delta(0, 'thinking_delta', { thinking: 'm' }),
      delta(0, 'signature_delta', { signature: 'EqQB' }),
      stop(0),
    ],
    [start(1, textBlock), text(1, 'a'), text(1, 'b'), stop(1)],
    [start(2, useBlock('x')), json(2, '{"n":'), json(2, '1}'), stop(2)],
    [start(3, useBlock('y')), json(3, '{"n":2'), json(3, '}'), stop(3)],
    [start(4, textBlock), text(4, 'c'), stop(4)],
  ];

  /** Any order in which each block's own events keep theirs. */
  function interleave(pick: (below: number) => number): MessagesEvent[] {
    const queues = blocks.map((events) => [...events]);
    const mixed: MessagesEvent[] = [];
    // They begin in their order, as their places in the answer do.
    let begun = 0;
    while (queues.some((queue) => queue.length > 0)) {
      const ready = queues.filter((queue, at) => queue.length > 0 && at <= begun);
      const queue = ready[pick(ready.length)];
      if (queue === queues[begun]) begun++;
      mixed.push(...(queue?.splice(0, 1) ?? []));
    }
    return mixed;
  }

  it('become the same items, in whatever order their events come', () => {
    const inOrder = outputOf([head, ...blocks.flat(), ...end('tool_use')]);
    for (let seed = 1; seed <= 300; seed++) {
      const mixed = interleave(numbersFrom(seed));
      expect(outputOf([head, ...mixed, ...end('tool_use')]), `seed ${seed}`).toEqual(inOrder);
    }
  });

  it('are told about only while their item is open', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const open = new Set<unknown>();
      for (const draft of tell([head, ...interleave(numbersFrom(seed)), ...end('max_tokens')])) {
        const { type, item, item_id } = draft as unknown as Members & { item?: { id: string } };
        if (type === 'response.output_item.added') open.add(item?.id);
        else if (type === 'response.output_item.done') expect(open.delete(item?.id)).toBe(true);
        else if (item_id !== undefined) expect(open.has(item_id)).toBe(true);
      }
      expect(open.size).toBe(0);
    }
  });
});
