import type { ResponsesOutputItem, ResponsesStreamEvent } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import type { Quirk, RawReasoning } from '../conversion.ts';
import { readItems } from './__fixtures__/repair-read.ts';
import type { Members } from './members.ts';
import { openRepair, type RepairContext, repairOutput } from './repair.ts';

function contextOf(quirks: readonly Quirk[], rawReasoning?: RawReasoning): RepairContext {
  let count = 0;
  return { quirks, rawReasoning, createId: (prefix) => `${prefix}_new${count++}` };
}

function repair(
  events: readonly Members[],
  quirks: readonly Quirk[] = ['content_index', 'lifecycle'],
  rawReasoning?: RawReasoning,
): Members[] {
  const { push } = openRepair(contextOf(quirks, rawReasoning));
  const told = events.flatMap((event) => push(event as unknown as ResponsesStreamEvent));
  return told as unknown[] as Members[];
}

const created = { type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } };
const inProgress = { ...created, type: 'response.in_progress' };
const completed = { type: 'response.completed', response: { status: 'completed', output: [] } };
const about = { item_id: 'msg_1', output_index: 0 };
const delta = { type: 'response.output_text.delta', ...about, content_index: 0, delta: 'Hi' };

const messageRead = (text: string, status = 'completed') => ({
  type: 'message',
  call: undefined,
  texts: [['output_text', text]],
  status,
});
const callRead = (call_id: string, name: string, text: string) => ({
  type: 'function_call',
  call: [call_id, name],
  texts: [['function_call', text]],
  status: 'completed',
});

describe('what servers are known to send', () => {
  // Models with a reasoning parser, before https://github.com/vllm-project/vllm/pull/35184: the
  // message begins under the id of the reasoning.
  it('vLLM: parts and places out of step', () => {
    const thought = { item_id: 'a', output_index: 0 };
    const said = { item_id: 'b', output_index: 1 };
    const part = { type: 'output_text', text: '', annotations: [] };
    const reasoning = { type: 'reasoning', id: 'a', summary: [], status: 'in_progress' };
    const message = { type: 'message', id: 'a', role: 'assistant', content: [] };
    const text = { ...part, text: 'Hello!' };
    const events = [
      created,
      inProgress,
      { type: 'response.output_item.added', output_index: 0, item: reasoning },
      { type: 'response.content_part.added', ...thought, content_index: 0, part },
      { type: 'response.reasoning_text.delta', ...thought, content_index: 1, delta: 'Hm' },
      { type: 'response.reasoning_text.delta', ...thought, content_index: 2, delta: '…' },
      { type: 'response.reasoning_text.done', ...thought, content_index: 3, text: 'Hm…' },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { ...reasoning, status: 'completed', content: [{ ...part, text: 'Hm…' }] },
      },
      { type: 'response.output_item.added', output_index: 0, item: message },
      { type: 'response.content_part.added', ...said, content_index: 0, part },
      { type: 'response.output_text.delta', ...said, content_index: 1, delta: 'Hel' },
      { type: 'response.output_text.delta', ...said, content_index: 2, delta: 'lo!' },
      { type: 'response.output_text.done', ...said, content_index: 3, text: 'Hello!' },
      { type: 'response.content_part.done', ...said, content_index: 4, part: text },
      {
        type: 'response.output_item.done',
        output_index: 1,
        item: { ...message, id: 'b', status: 'completed', content: [text] },
      },
      completed,
    ];
    expect(readItems(repair(events))).toEqual([
      {
        type: 'reasoning',
        call: undefined,
        texts: [['reasoning_text', 'Hm…']],
        status: 'completed',
      },
      messageRead('Hello!'),
    ]);
  });

  // https://github.com/vllm-project/vllm/pull/24938
  it('vLLM: parts of reasoning by names of its own', () => {
    const thought = { item_id: 'rs_1', output_index: 0, content_index: 0 };
    const part = { type: 'reasoning_text', text: '' };
    const item = { type: 'reasoning', id: 'rs_1', summary: [], status: 'in_progress' };
    const events = [
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.reasoning_part.added', ...thought, part },
      { type: 'response.reasoning_text.delta', ...thought, delta: 'Hm' },
      { type: 'response.reasoning_part.done', ...thought, part: { ...part, text: 'Hm' } },
    ];
    expect(repair([created, inProgress, ...events]).map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.reasoning_text.delta',
      'response.content_part.done',
    ]);
  });

  // https://github.com/ggml-org/llama.cpp/issues/20607
  it('llama.cpp: no places, calls without ids, several at once', () => {
    const call = (name: string, text: string, status: string) => ({
      type: 'function_call',
      call_id: `fc_${name}`,
      name,
      arguments: text,
      status,
    });
    const stem = 'response.function_call_arguments';
    const events = [
      created,
      inProgress,
      { type: 'response.output_item.added', item: call('a', '', 'in_progress') },
      { type: `${stem}.delta`, item_id: 'fc_a', delta: '{"x"' },
      { type: 'response.output_item.added', item: call('b', '', 'in_progress') },
      { type: `${stem}.delta`, item_id: 'fc_a', delta: ':1}' },
      { type: `${stem}.delta`, item_id: 'fc_b', delta: '{}' },
      { type: 'response.output_item.done', item: call('a', '{"x":1}', 'completed') },
      { type: 'response.output_item.done', item: call('b', '{}', 'completed') },
      completed,
    ];
    const repaired = repair(events);
    expect(readItems(repaired)).toEqual([
      callRead('fc_a', 'a', '{"x":1}'),
      callRead('fc_b', 'b', '{}'),
    ]);
    expect(repaired[3]).toEqual({
      ...events[3],
      item_id: 'fc_new0',
      output_index: 0,
    });
  });

  // https://github.com/can1357/oh-my-pi/issues/8696
  it('Ollama: deltas of a summary that nothing opened', () => {
    const item = { type: 'reasoning', id: 'rs_1', summary: [] };
    const at = { item_id: 'rs_1', output_index: 0, summary_index: 0 };
    const events = [
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.reasoning_summary_text.delta', ...at, delta: 'Hm' },
    ];
    expect(repair([created, inProgress, ...events]).slice(3)).toEqual([
      {
        type: 'response.reasoning_summary_part.added',
        sequence_number: 0,
        ...at,
        part: { type: 'summary_text', text: '' },
      },
      events[1],
    ]);
  });

  // https://github.com/sgl-project/sglang/issues/12652, https://github.com/sgl-project/sglang/issues/12644
  it('SGLang: places from 1, no end of items, an empty message in the last event', () => {
    const item = {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'call_1',
      name: 'get',
      arguments: '',
    };
    const at = { item_id: 'fc_1', output_index: 1 };
    const message = { id: 'msg_9', type: 'message', content: [{ type: 'text', text: '' }] };
    const last = { ...completed, response: { status: 'completed', output: [message] } };
    const events = [
      created,
      inProgress,
      { type: 'response.output_item.added', output_index: 1, item },
      { type: 'response.function_call_arguments.delta', ...at, delta: '{}' },
      { type: 'response.function_call_arguments.done', ...at, arguments: '{}' },
      last,
    ];
    const repaired = repair(events);
    expect(readItems(repaired)).toEqual([callRead('call_1', 'get', '{}')]);
    expect(repaired.at(-1)).toBe(last);
  });

  // https://github.com/lemonade-sdk/lemonade/issues/3607
  it('Lemonade: no indices at all', () => {
    const item = { type: 'message', id: 'msg_1', role: 'assistant', content: [] };
    const part = { type: 'output_text', text: '', annotations: [] };
    const events = [
      { type: 'response.output_item.added', item },
      { type: 'response.content_part.added', item_id: 'msg_1', part },
      { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'a' },
      { type: 'response.content_part.added', item_id: 'msg_1', part },
      { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'b' },
      completed,
    ];
    expect(readItems(repair([created, inProgress, ...events]))).toEqual([
      {
        ...messageRead(''),
        texts: [
          ['output_text', 'a'],
          ['output_text', 'b'],
        ],
      },
    ]);
  });

  // xAI, by https://github.com/vercel/ai/issues/11025: the item is whole when it begins.
  it('an item that begins with its text tells it once', () => {
    const content = [{ type: 'output_text', text: 'Hi', annotations: [] }];
    const item = { type: 'message', id: 'msg_1', role: 'assistant', content, status: 'completed' };
    const events = [
      created,
      inProgress,
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.output_item.done', output_index: 0, item },
      completed,
    ];
    expect(readItems(repair(events))).toEqual([messageRead('Hi')]);
  });
});

describe('lifecycle', () => {
  it('opens all that a lone delta needs, and ends it', () => {
    expect(repair([delta, completed])).toEqual([
      { type: 'response.created', sequence_number: 0, response: { status: 'in_progress' } },
      { type: 'response.in_progress', sequence_number: 0, response: { status: 'in_progress' } },
      {
        type: 'response.output_item.added',
        sequence_number: 0,
        output_index: 0,
        item: {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'in_progress',
          content: [],
        },
      },
      {
        type: 'response.content_part.added',
        sequence_number: 0,
        ...about,
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [] },
      },
      delta,
      {
        type: 'response.output_item.done',
        sequence_number: 0,
        output_index: 0,
        item: {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'completed',
          content: [],
        },
      },
      completed,
    ]);
  });

  it.each([
    ['response.completed', ['completed', 'completed']],
    ['response.incomplete', ['completed', 'incomplete']],
    ['response.failed', ['completed', 'incomplete']],
  ])('ends open items as %s says', (type, statuses) => {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'get', arguments: '' };
    const added = { type: 'response.output_item.added', output_index: 1, item: call };
    const last = { type, response: { status: 'x' } };
    const read = readItems(repair([created, delta, added, last]));
    expect(read.map(({ status }) => status)).toEqual(statuses);
  });

  it('tells only the rest where the whole says more than the deltas', () => {
    const whole = { type: 'response.output_text.done', ...about, content_index: 0, text: 'Hi you' };
    expect(readItems(repair([created, delta, whole, completed]))).toEqual([messageRead('Hi you')]);
  });

  it('leaves the deltas alone where the whole contradicts them', () => {
    const whole = { type: 'response.output_text.done', ...about, content_index: 0, text: 'No' };
    expect(readItems(repair([created, delta, whole, completed]))).toEqual([messageRead('Hi')]);
  });

  it('tells each preamble once', () => {
    const events = [created, created, inProgress, inProgress, delta];
    expect(repair(events).slice(0, 2)).toEqual([created, inProgress]);
    expect(repair(events)).toHaveLength(5);
  });

  it('holds a call back until its name is known, and leaves out what nobody can call', () => {
    const stem = 'response.function_call_arguments';
    const held = { type: `${stem}.delta`, item_id: 'fc_1', output_index: 0, delta: '{' };
    const item = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'get', arguments: '{}' };
    const done = { type: 'response.output_item.done', output_index: 0, item };
    expect(repair([created, inProgress, held])).toEqual([created, inProgress]);
    expect(readItems(repair([created, held, done, completed]))).toEqual([
      callRead('c', 'get', '{}'),
    ]);
    expect(repair([created, inProgress, held, completed])).toEqual([
      created,
      inProgress,
      completed,
    ]);
  });

  it('keeps sources that only the finished item has', () => {
    const annotations = [{ type: 'url_citation', url: 'https://a', title: 'A' }];
    const part = { type: 'output_text', text: 'Hi', annotations };
    const item = { type: 'message', id: 'msg_1', content: [part], status: 'completed' };
    const done = { type: 'response.output_item.done', output_index: 0, item };
    expect(repair([created, delta, done])).toContainEqual({
      type: 'response.content_part.done',
      sequence_number: 0,
      ...about,
      content_index: 0,
      part,
    });
  });

  it('lets events of hosted tools follow their item to its place', () => {
    const item = { type: 'web_search_call', id: 'ws_1', status: 'in_progress' };
    const event = { type: 'response.web_search_call.searching', item_id: 'ws_1', output_index: 1 };
    const repaired = repair([
      created,
      inProgress,
      { type: 'response.output_item.added', output_index: 1, item },
      event,
      {
        type: 'response.output_item.done',
        output_index: 1,
        item: { ...item, status: 'completed' },
      },
      completed,
    ]);
    expect(repaired[2]).toMatchObject({ output_index: 0, item });
    expect(repaired[3]).toEqual({ ...event, output_index: 0 });
    expect(repaired).toHaveLength(6);
  });

  it('ends no stream that broke off, and says nothing before an error', () => {
    const { push, end } = openRepair(contextOf(['lifecycle']));
    const error = { type: 'error', error: { message: 'No.' } } as unknown as ResponsesStreamEvent;
    expect(push(error)).toEqual([error]);
    push(delta as unknown as ResponsesStreamEvent);
    expect(end()).toEqual([]);
  });
});

describe('missing_fields', () => {
  const fill = (event: Members) => repair([event], ['missing_fields'])[0];

  it.each([
    [
      { type: 'message', id: 'a' },
      { role: 'assistant', status: 'completed', content: [] },
    ],
    [
      { type: 'message', content: [{ type: 'output_text', text: 'Hi' }, null], phase: null },
      {
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Hi', annotations: [] }],
        phase: undefined,
      },
    ],
    [
      { type: 'reasoning', content: null, encrypted_content: null },
      { summary: [], status: 'completed', content: undefined, encrypted_content: undefined },
    ],
    [
      { type: 'function_call', id: 'fc_1' },
      { call_id: 'fc_1', arguments: '', status: 'completed' },
    ],
    [{ type: 'web_search_call', action: null }, {}],
  ])('of %j', (item, added) => {
    const done = { type: 'response.output_item.done', output_index: 0, item };
    const expected = { ...done, item: { ...item, ...added } };
    expect(fill(done)).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it('gives an item that begins the status of one', () => {
    const added = { type: 'response.output_item.added', item: { type: 'message' } };
    expect(fill(added)).toMatchObject({ item: { status: 'in_progress' } });
  });

  it('gives log probabilities the shape of the contract', () => {
    const token = { token: 'a', logprob: -1, bytes: null };
    const logprobs = [
      { ...token, top_logprobs: [token] },
      { ...token, top_logprobs: null },
    ];
    const whole = { ...token, bytes: [] };
    expect(fill({ ...delta, logprobs })).toEqual({
      ...delta,
      logprobs: [
        { ...whole, top_logprobs: [whole] },
        { ...whole, top_logprobs: [] },
      ],
    });
    expect(fill({ ...delta, logprobs: null })).toEqual(delta);
  });
});

describe('raw reasoning', () => {
  const at = { item_id: 'rs_1', output_index: 0 };
  const raw = { type: 'reasoning_text', text: '' };
  const start = { type: 'reasoning', id: 'rs_1', summary: [], status: 'in_progress' };
  const content = [{ ...raw, text: 'Hm' }];
  const whole = { ...start, content, status: 'completed' };
  const events = [
    created,
    inProgress,
    { type: 'response.output_item.added', output_index: 0, item: start },
    { type: 'response.content_part.added', ...at, content_index: 0, part: raw },
    { type: 'response.reasoning_text.delta', ...at, content_index: 0, delta: 'Hm' },
    { type: 'response.reasoning_text.done', ...at, content_index: 0, text: 'Hm' },
    { type: 'response.content_part.done', ...at, content_index: 0, part: content[0] },
    { type: 'response.output_item.done', output_index: 0, item: whole },
    { ...completed, response: { status: 'completed', output: [whole] } },
  ];

  it('is told as a summary', () => {
    const summary = {
      ...start,
      status: 'completed',
      summary: [{ type: 'summary_text', text: 'Hm' }],
    };
    const part = { type: 'summary_text', text: '' };
    const stem = 'response.reasoning_summary';
    expect(repair(events, [], 'summary').slice(3)).toEqual([
      { type: `${stem}_part.added`, ...at, summary_index: 0, part },
      { type: `${stem}_text.delta`, ...at, summary_index: 0, delta: 'Hm' },
      { type: `${stem}_text.done`, ...at, summary_index: 0, text: 'Hm' },
      { type: `${stem}_part.done`, ...at, summary_index: 0, part: { ...part, text: 'Hm' } },
      { type: 'response.output_item.done', output_index: 0, item: summary },
      { ...completed, response: { status: 'completed', output: [summary] } },
    ]);
  });

  it('stands beside a summary of the upstream, in the order in which they came', () => {
    const says = (text: string) => ({ type: 'summary_text', text });
    const summaryEvents = [
      { type: 'response.reasoning_summary_part.added', ...at, summary_index: 0, part: says('') },
      {
        type: 'response.reasoning_summary_text.delta',
        ...at,
        summary_index: 0,
        delta: 'In short',
      },
    ];
    const both = { ...whole, summary: [says('In short')] };
    const done = { type: 'response.output_item.done', output_index: 0, item: both };
    const told = repair([...events.slice(0, 6), ...summaryEvents, done], [], 'summary');
    expect(told.slice(-3)).toEqual([
      { ...summaryEvents[0], summary_index: 1 },
      { ...summaryEvents[1], summary_index: 1 },
      {
        ...done,
        item: { ...start, status: 'completed', summary: [says('Hm'), says('In short')] },
      },
    ]);
  });

  it('has the names of a dialect', () => {
    const contract = repair(events, [], 'openresponses');
    expect(contract.slice(4, 6).map(({ type }) => type)).toEqual([
      'response.reasoning.delta',
      'response.reasoning.done',
    ]);
    expect(repair(contract, [], 'openai')).toEqual(events);
    expect(repair(events, [], 'openai').filter((event, i) => event !== events[i])).toEqual([]);
  });

  it('is left alone where nothing is asked', () => {
    expect(repair(events, [])).toEqual(events);
  });
});

// https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1089
it('an answer that came whole is set right too', () => {
  const reasoning = {
    type: 'reasoning',
    id: 'rs_1',
    content: [{ type: 'reasoning_text', text: 'a' }],
  };
  const message = { type: 'message', content: [{ type: 'output_text', text: 'b' }] };
  const output = [reasoning, message, null] as unknown as ResponsesOutputItem[];
  const context = contextOf(['lifecycle', 'missing_fields'], 'summary');
  expect(repairOutput(output, context)).toEqual([
    {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'a' }],
      status: 'completed',
    },
    {
      type: 'message',
      id: 'msg_new0',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'b', annotations: [] }],
      status: 'completed',
    },
  ]);
  expect(repairOutput(null, context)).toEqual([]);
});
