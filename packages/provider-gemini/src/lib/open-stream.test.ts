import { GatewayError } from '@gw/core';
import { hashOf } from '@gw/provider-utils';
import { describe, expect, test, vi } from 'vitest';
import { functionTool } from './__fixtures__/asked.ts';
import { answer, contextFor, eventsOf, responseOf, stop } from './__fixtures__/told.ts';
import { openStream } from './open-stream.ts';
import { encodeSignatures } from './signatures.ts';

const usageMetadata = {
  promptTokenCount: 10,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 3,
  cachedContentTokenCount: 4,
  totalTokenCount: 18,
};
const usage = {
  input_tokens: 10,
  output_tokens: 8,
  total_tokens: 18,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens_details: { reasoning_tokens: 3 },
};
const text = (said: string, more: object = {}) => ({ text: said, ...more });
const thought = (said: string, more: object = {}) => ({ text: said, thought: true, ...more });
const functionCall = (name: string, args: unknown, more: object = {}) => ({
  functionCall: { name, args },
  ...more,
});
const message = (id: string, said: string, status = 'completed') => ({
  type: 'message',
  id,
  status,
  role: 'assistant',
  content: [{ type: 'output_text', text: said, annotations: [] }],
});

test('text is told event by event', () => {
  const events = eventsOf([
    { ...answer([text('Hel')]), modelVersion: 'gemini-3-flash' },
    answer([text('lo')]),
    { ...stop, usageMetadata },
  ]);
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const item = {
    type: 'message',
    id: 'msg_1',
    status: 'in_progress',
    role: 'assistant',
    content: [],
  };
  const part = { type: 'output_text', text: '', annotations: [] };
  const done = { id: 'msg_1', type: 'message', status: 'completed' };
  const response = { status: 'completed', usage, model: 'gemini-3-flash' };
  expect(events).toEqual(
    [
      { type: 'response.created', response: { model: 'gemini-3-flash' } },
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.content_part.added', ...place, part },
      { type: 'response.output_text.delta', ...place, delta: 'Hel' },
      { type: 'response.output_text.delta', ...place, delta: 'lo' },
      { type: 'response.output_item.done', output_index: 0, item: done },
      { type: 'response.completed', response },
    ].map((event) => ({ ...event, sequence_number: 0 })),
  );
});

describe('thoughts', () => {
  test('are a summary in front of the answer', () => {
    expect(
      responseOf([answer([thought('Let me ')]), answer([thought('see'), text('Yes')]), stop])
        .output,
    ).toEqual([
      {
        type: 'reasoning',
        id: 'rs_1',
        status: 'completed',
        summary: [{ type: 'summary_text', text: 'Let me see' }],
      },
      message('msg_2', 'Yes'),
    ]);
  });

  test('behind an answer are new ones', () => {
    const told = responseOf([answer([text('a'), thought('b'), text('c')]), stop]);
    expect(told.output.map(({ type }) => type)).toEqual(['message', 'reasoning', 'message']);
  });

  test('that used up all tokens are incomplete', () => {
    const told = responseOf([answer([thought('so')], { finishReason: 'MAX_TOKENS' })]);
    expect(told).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ type: 'reasoning', status: 'incomplete' }],
    });
  });
});

describe('calls', () => {
  const tools = [functionTool('f'), functionTool('g')];

  test('one part an event, without ids: each is an item of its own with an id of ours', () => {
    const told = responseOf(
      [
        answer([functionCall('f', { a: 1 })]),
        answer([functionCall('f', { a: 2 })]),
        answer([functionCall('g', {})]),
        stop,
      ],
      { tools },
    );
    expect(told.output).toEqual([
      {
        type: 'function_call',
        id: 'fc_1',
        status: 'completed',
        call_id: expect.stringMatching(/^call_/),
        name: 'f',
        arguments: '{"a":1}',
      },
      {
        type: 'function_call',
        id: 'fc_2',
        status: 'completed',
        call_id: expect.stringMatching(/^call_/),
        name: 'f',
        arguments: '{"a":2}',
      },
      {
        type: 'function_call',
        id: 'fc_3',
        status: 'completed',
        call_id: expect.stringMatching(/^call_/),
        name: 'g',
        arguments: '{}',
      },
    ]);
    expect(new Set(told.output.map((item) => 'call_id' in item && item.call_id)).size).toBe(3);
  });

  test('with ids keep them, marked, unless they come twice', () => {
    const part = { functionCall: { id: 'x-1', name: 'f' } };
    const told = responseOf([answer([part, part]), stop], { tools });
    expect(told.output).toMatchObject([
      { call_id: 'gem_x-1', arguments: '{}' },
      { call_id: expect.stringMatching(/^call_/) },
    ]);
  });

  test('of custom tools have text for input', () => {
    const told = responseOf([answer([functionCall('shell', { input: 'ls' })]), stop], {
      tools: [{ type: 'custom', name: 'shell' }],
    });
    expect(told.output).toMatchObject([{ type: 'custom_tool_call', name: 'shell', input: 'ls' }]);
  });

  test('of tools in a namespace name it', () => {
    const namespace = {
      type: 'namespace',
      name: 'n',
      description: 'd',
      tools: [functionTool('x')],
    };
    const told = responseOf([answer([functionCall('n__x', {})]), stop], { tools: [namespace] });
    expect(told.output).toMatchObject([{ name: 'x', namespace: 'n' }]);
  });

  test.each([
    [{ parallel_tool_calls: false }, ['f']],
    [{ tool_choice: { type: 'function', name: 'g' } }, ['g']],
    [{ tool_choice: { type: 'allowed_tools', tools: [{ type: 'function', name: 'f' }] } }, ['f']],
  ])('that %j forbids are left out', (request, names) => {
    const warn = vi.fn();
    const stream = openStream({ ...contextFor({ tools, ...request }), warn });
    const events = [
      ...stream.push(answer([functionCall('f', {}), functionCall('g', {})])),
      ...stream.push(stop),
      ...stream.end(),
    ];
    const called = events.flatMap((event) =>
      event.type === 'response.output_item.added' && 'name' in event.item ? event.item.name : [],
    );
    expect(called).toEqual(names);
    expect(warn).toHaveBeenCalledOnce();
  });

  test('that are all forbidden are the model’s failure', () => {
    const run = () =>
      eventsOf([answer([functionCall('f', {})]), stop], { tools, tool_choice: 'none' });
    expect(run).toThrow(expect.objectContaining({ code: 'model_error' }));
  });
});

describe('signatures', () => {
  const tools = [functionTool('f')];

  test('of a call stand in the reasoning right in front of it', () => {
    const told = responseOf(
      [
        answer([thought('hm')]),
        answer([functionCall('f', {}, { thoughtSignature: 'c2ln' })]),
        answer([functionCall('f', {})]),
        stop,
      ],
      { tools },
    );
    const [reasoning, first] = told.output as [object, { call_id: string }];
    expect(told.output.map(({ type }) => type)).toEqual([
      'reasoning',
      'function_call',
      'function_call',
    ]);
    expect(reasoning).toEqual({
      type: 'reasoning',
      id: 'rs_1',
      status: 'completed',
      summary: [{ type: 'summary_text', text: 'hm' }],
      encrypted_content: encodeSignatures([{ call: first.call_id, signature: 'c2ln' }]),
    });
  });

  test('of a text, which a stream tells behind it, in reasoning behind the message', () => {
    const told = responseOf([
      answer([text('Hel')]),
      answer([text('lo')]),
      answer([text('', { thoughtSignature: 'c2ln' })]),
      stop,
    ]);
    expect(told.output).toEqual([
      message('msg_1', 'Hello'),
      {
        type: 'reasoning',
        id: 'rs_2',
        status: 'completed',
        summary: [],
        encrypted_content: encodeSignatures([
          { text: 0, end: 5, hash: hashOf('Hello'), signature: 'c2ln' },
        ]),
      },
    ]);
  });

  test('of half a text have no place', () => {
    const told = responseOf([
      answer([text('Hel', { thoughtSignature: 'c2ln' })], { finishReason: 'MAX_TOKENS' }),
    ]);
    expect(told.output).toEqual([message('msg_1', 'Hel', 'incomplete')]);
  });
});

test('a picture is the item that OpenAI’s own tool makes', () => {
  const inlineData = { mimeType: 'image/png', data: 'iVBORw0KGgo=' };
  const told = responseOf([
    answer([text('Here:'), { inlineData, thoughtSignature: 'c2ln' }]),
    stop,
  ]);
  expect(told.output).toEqual([
    message('msg_1', 'Here:'),
    expect.objectContaining({
      type: 'reasoning',
      encrypted_content: encodeSignatures([{ picture: '12:iVBORw0KGgo=', signature: 'c2ln' }]),
    }),
    {
      type: 'image_generation_call',
      id: 'ig_3',
      status: 'completed',
      result: 'iVBORw0KGgo=',
      output_format: 'png',
    },
  ]);
});

test('logprobs come with the text, when they were asked for', () => {
  const logprobsResult = {
    chosenCandidates: [{ token: 'é', tokenId: 1, logProbability: -0.5 }],
    topCandidates: [{ candidates: [{ token: 'é', logProbability: -0.5 }, { token: 'e' }] }],
  };
  const answers = [answer([text('é')], { logprobsResult, finishReason: 'STOP' })];
  const logprob = { token: 'é', logprob: -0.5, bytes: [0xc3, 0xa9] };
  const logprobs = [
    { ...logprob, top_logprobs: [logprob, { token: 'e', logprob: 0, bytes: [0x65] }] },
  ];
  expect(responseOf(answers, { top_logprobs: 2 }).output).toMatchObject([
    { content: [{ logprobs }] },
  ]);
  expect(responseOf(answers).output).toEqual([message('msg_1', 'é')]);
});

describe('how it ends', () => {
  test('a prompt that was blocked is an empty answer that was filtered', () => {
    const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata };
    expect(responseOf([blocked])).toEqual({
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
      usage: { ...usage },
      output: [],
    });
  });

  test('text that was cut off is the last item, incomplete', () => {
    expect(responseOf([answer([text('Hel')], { finishReason: 'SAFETY' })])).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
      output: [{ status: 'incomplete' }],
    });
  });

  test('without a reason it has not ended', () => {
    const stream = openStream(contextFor());
    stream.push(answer([text('Hel')]));
    expect(() => stream.end()).toThrow(expect.objectContaining({ code: 'upstream_incomplete' }));
  });

  test('a call that cannot be read is worth another try', () => {
    const run = () => eventsOf([{ candidates: [{ finishReason: 'MALFORMED_FUNCTION_CALL' }] }]);
    expect(run).toThrow(GatewayError);
    expect(run).toThrow(
      expect.objectContaining({ code: 'upstream_invalid_response', retryable: true }),
    );
  });
});

test('of several candidates the first one counts', () => {
  const first = answer([text('a')]) as { candidates: object[] };
  const second = { content: { parts: [text('b')] }, index: 1 };
  expect(responseOf([{ candidates: [...first.candidates, second] }, stop]).output).toEqual([
    message('msg_1', 'a'),
  ]);
});

test('whatever an upstream sends, nothing breaks', () => {
  const odd = [
    null,
    'x',
    [],
    { candidates: null },
    { candidates: [null, 5, { content: null }, { content: { parts: null } }] },
    {
      candidates: [
        { content: { parts: [null, {}, { text: 5 }, { functionCall: 7 }, { inlineData: null }] } },
      ],
    },
    { usageMetadata: { promptTokenCount: 'many', cachedContentTokenCount: 9 } },
    {
      candidates: [{ logprobsResult: { chosenCandidates: [null, {}], topCandidates: 5 } }],
      modelVersion: 5,
    },
    stop,
  ];
  expect(responseOf(odd, { top_logprobs: 1 })).toEqual({
    status: 'completed',
    usage: {
      input_tokens: 0,
      output_tokens: 0,
      total_tokens: 0,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    },
    output: [],
  });
});

test('what a response has no item for is told of', () => {
  const warnings: string[] = [];
  const stream = openStream({
    ...contextFor(),
    warn: (message) => void warnings.push(message),
  });
  stream.push(
    answer([
      { executableCode: { code: '1' } },
      { executableCode: { code: '2' } },
      { inlineData: { mimeType: 'audio/wav', data: 'AA' } },
    ]),
  );
  expect(warnings).toEqual([
    'Output was left out: executableCode.',
    'Output of type "audio/wav" was left out.',
  ]);
});
